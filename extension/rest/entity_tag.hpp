/*
 * Entity tags as request headers carry them (RFC 9110 §8.8.3, §13.1): a list of quoted tags, weak
 * ones behind W/, or an asterisk.
 */
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace viginti::rest {

struct EntityTag {
    bool is_weak = false;
    std::string_view opaque; /* between the quotes, in the text that was parsed */
};

struct EntityTags {
    bool any = false; /* the asterisk */
    std::vector<EntityTag> tags;
};

/*
 * Reads the value of If-Match or If-None-Match, `header` its name for messages. Throws
 * Error{ParameterInvalid} for anything that is no tag list.
 */
EntityTags parse_entity_tags(std::string_view text, std::string_view header);

} // namespace viginti::rest
