/*
 * ReadOnly: while it lives, the transaction refuses writes, whoever asks for them. A GET runs under
 * it: a function called from a filter or a view cannot change anything either (style §8).
 */
#pragma once

namespace viginti::pg {

class ReadOnly {
  public:
    ReadOnly() noexcept;
    ~ReadOnly();
    ReadOnly(const ReadOnly &) = delete;
    ReadOnly &operator=(const ReadOnly &) = delete;

  private:
    bool before_;
};

/* Whether the transaction refuses writes; on a standby each one does. */
bool is_read_only() noexcept;

} // namespace viginti::pg
