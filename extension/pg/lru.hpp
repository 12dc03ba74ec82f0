/*
 * Lru: a bounded map that lets go of what was used longest ago. Addresses of values stay the same
 * until they go.
 */
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace viginti::pg {

/* Looks up std::string keys by std::string_view. */
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept
    {
        return std::hash<std::string_view>{}(text);
    }
};

template <class Key, class Value, class Hash = std::hash<Key>>
class Lru {
  public:
    explicit Lru(std::size_t capacity) : capacity_(capacity) {}

    /* The value, now the most recently used; null when there is none. */
    template <class Probe>
    Value *find(const Probe &key)
    {
        auto const found = index_.find(key);
        if (found == index_.end())
            return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }

    /* The value, default-made when there is none; the least recently used one goes when full. */
    Value &insert(const Key &key)
    {
        if (Value *const present = find(key))
            return *present;
        if (entries_.size() >= capacity_) {
            index_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(key, Value{});
        index_.emplace(key, entries_.begin());
        return entries_.front().second;
    }

    void clear()
    {
        index_.clear();
        entries_.clear();
    }

    std::size_t size() const { return entries_.size(); }

  private:
    using Entries = std::list<std::pair<const Key, Value>>;

    std::size_t capacity_;
    Entries entries_;
    std::unordered_map<Key, typename Entries::iterator, Hash, std::equal_to<>> index_;
};

} // namespace viginti::pg
