/*
 * The rows of the standard objects: read by model/standard.cpp only.
 */
#pragma once

#include "model/object.hpp"

#include <array>
#include <span>
#include <string_view>

namespace viginti::model::standard {

struct OptionRow {
    std::string_view value, label, color;
};

/* One field. Of a relation the row describes both ends: the to-many one is made from `inverse_…`. */
struct FieldRow {
    std::string_view name;
    FieldType type;
    std::string_view label, icon, description;
    std::string_view default_value = {}; /* grammar of spec/metadata-rest.md §9 */
    bool is_nullable = true;
    bool is_unique = false;
    bool is_system = false;
    std::string_view twenty_name = {};
    std::span<const OptionRow> options = {};
    std::string_view target = {}; /* singular name of the object a relation leads to */
    std::string_view inverse_name = {}, inverse_label = {}, inverse_icon = {};
    OnDelete on_delete = OnDelete::SetNull;
    bool follows_soft_delete = false;
    std::string_view morph_name = {}; /* of a MORPH_RELATION: what its fields' names begin with */

    constexpr FieldRow defaulted(std::string_view value) const
    {
        FieldRow row = *this;
        row.default_value = value;
        return row;
    }
    constexpr FieldRow required() const
    {
        FieldRow row = *this;
        row.is_nullable = false;
        return row;
    }
    constexpr FieldRow distinct() const
    {
        FieldRow row = *this;
        row.is_unique = true;
        return row;
    }
    constexpr FieldRow of_system() const
    {
        FieldRow row = *this;
        row.is_system = true;
        return row;
    }
    constexpr FieldRow in_twenty(std::string_view other) const
    {
        FieldRow row = *this;
        row.twenty_name = other;
        return row;
    }
    constexpr FieldRow choosing(std::span<const OptionRow> values) const
    {
        FieldRow row = *this;
        row.options = values;
        return row;
    }
    constexpr FieldRow to(std::string_view singular, std::string_view other_name,
                          std::string_view other_label, std::string_view other_icon) const
    {
        FieldRow row = *this;
        row.target = singular;
        row.inverse_name = other_name;
        row.inverse_label = other_label;
        row.inverse_icon = other_icon;
        return row;
    }
};

/* What the record belongs to: it is soft-deleted and restored with its target. */
constexpr FieldRow owner(FieldRow row)
{
    row.follows_soft_delete = true;
    return row;
}

struct ObjectRow {
    std::string_view singular, plural, label_singular, label_plural, icon, description;
    std::string_view label_identifier;
    bool is_system;
    std::span<const std::string_view> search;
    std::span<const FieldRow> fields;
};

constexpr FieldRow field(std::string_view name, FieldType type, std::string_view label,
                         std::string_view icon, std::string_view description)
{
    FieldRow row{};
    row.name = name;
    row.type = type;
    row.label = label;
    row.icon = icon;
    row.description = description;
    return row;
}

using enum FieldType;

inline constexpr std::string_view actor_default = R"({"source":"'MANUAL'","name":"'System'"})";

inline constexpr std::array system_rows{
    field("id", Uuid, "Id", "Icon123", "Id")
        .defaulted(R"("uuid")")
        .required()
        .distinct()
        .of_system(),
    field("createdAt", DateTime, "Creation date", "IconCalendar", "Creation date")
        .defaulted(R"("now")")
        .required()
        .of_system(),
    field("updatedAt", DateTime, "Last update", "IconCalendarClock",
          "Last time the record was changed")
        .defaulted(R"("now")")
        .required()
        .of_system(),
    field("deletedAt", DateTime, "Deleted at", "IconCalendarClock",
          "Date when the record was deleted")
        .of_system(),
    field("createdBy", Actor, "Created by", "IconCreativeCommonsSa", "The creator of the record")
        .defaulted(actor_default)
        .required()
        .of_system(),
    field("updatedBy", Actor, "Updated by", "IconUserCircle", "Who updated the record last")
        .defaulted(actor_default)
        .required()
        .of_system(),
    field("position", Position, "Position", "IconHierarchy2", "Position")
        .defaulted("0")
        .required()
        .of_system(),
    field("searchVector", TsVector, "Search vector", "IconSearch",
          "Field used for full-text search")
        .of_system(),
};

inline constexpr FieldRow name_row = field("name", Text, "Name", "IconAbc", "Name");

inline constexpr std::array person_fields{
    field("name", FullName, "Name", "IconUser", "Contact's name"),
    field("emails", Emails, "Emails", "IconMail", "Contact's emails").distinct(),
    field("phones", Phones, "Phones", "IconPhone", "Contact's phone numbers"),
    field("jobTitle", Text, "Job title", "IconBriefcase", "Contact's job title"),
    field("city", Text, "City", "IconMap", "Contact's city"),
    field("linkedinLink", Links, "LinkedIn", "IconBrandLinkedin", "Contact's LinkedIn account"),
    field("xLink", Links, "X", "IconBrandX", "Contact's X account"),
    field("avatarUrl", Text, "Avatar", "IconFileUpload", "Contact's avatar").of_system(),
    field("company", Relation, "Company", "IconBuildingSkyscraper", "Contact's company")
        .to("company", "people", "People", "IconUsers"),
};
inline constexpr std::array<std::string_view, 4> person_search{"name", "emails", "phones",
                                                               "jobTitle"};

inline constexpr std::array company_fields{
    field("name", Text, "Name", "IconBuildingSkyscraper", "The company name"),
    field("domainName", Links, "Domain Name", "IconLink", "The company website URL").distinct(),
    field("employees", Number, "Employees", "IconUsers", "Number of employees in the company"),
    field("linkedinLink", Links, "LinkedIn", "IconBrandLinkedin", "The company LinkedIn account"),
    field("xLink", Links, "X", "IconBrandX", "The company X account"),
    field("annualRecurringRevenue", Currency, "ARR", "IconMoneybag",
          "Annual recurring revenue: the expected yearly income"),
    field("annualRevenue", Currency, "Annual revenue", "IconMoneybag",
          "The company's yearly revenue"),
    field("address", Address, "Address", "IconMap", "Address of the company"),
    field("idealCustomerProfile", Boolean, "ICP", "IconTarget",
          "Ideal customer profile: whether the company is a suitable customer")
        .defaulted("false"),
    field("accountOwner", Relation, "Account Owner", "IconUserCircle",
          "The member who manages the company account")
        .to("workspaceMember", "accountOwnerForCompanies", "Account Owner For Companies",
            "IconBriefcase"),
};
inline constexpr std::array<std::string_view, 2> company_search{"name", "domainName"};

inline constexpr std::array stages{
    OptionRow{"NEW", "New", "red"}, OptionRow{"SCREENING", "Screening", "purple"},
    OptionRow{"MEETING", "Meeting", "sky"}, OptionRow{"PROPOSAL", "Proposal", "turquoise"},
    OptionRow{"CUSTOMER", "Customer", "yellow"}};

inline constexpr std::array opportunity_fields{
    field("name", Text, "Name", "IconTargetArrow", "The opportunity name"),
    field("amount", Currency, "Amount", "IconCurrencyDollar", "Opportunity amount"),
    field("closeDate", DateTime, "Close date", "IconCalendarEvent", "Opportunity close date"),
    field("stage", Select, "Stage", "IconProgressCheck", "Opportunity stage")
        .defaulted(R"("'NEW'")")
        .required()
        .choosing(stages),
    field("company", Relation, "Company", "IconBuildingSkyscraper", "Opportunity company")
        .to("company", "opportunities", "Opportunities", "IconTargetArrow"),
    field("pointOfContact", Relation, "Point of Contact", "IconUser",
          "Opportunity point of contact")
        .to("person", "pointOfContactForOpportunities", "Opportunities", "IconTargetArrow"),
    field("owner", Relation, "Owner", "IconUserCircle", "Opportunity owner")
        .to("workspaceMember", "ownedOpportunities", "Owned opportunities", "IconTargetArrow"),
};
inline constexpr std::array<std::string_view, 1> name_search{"name"};

inline constexpr std::array note_fields{
    field("title", Text, "Title", "IconNotes", "Note title"),
    field("body", RichText, "Body", "IconFilePencil", "Note body").in_twenty("bodyV2"),
};
inline constexpr std::array<std::string_view, 2> note_search{"title", "body"};

inline constexpr std::array statuses{OptionRow{"TODO", "To do", "sky"},
                                     OptionRow{"IN_PROGRESS", "In progress", "purple"},
                                     OptionRow{"DONE", "Done", "green"}};

inline constexpr std::array task_fields{
    field("title", Text, "Title", "IconNotes", "Task title"),
    field("body", RichText, "Body", "IconFilePencil", "Task body").in_twenty("bodyV2"),
    field("dueAt", DateTime, "Due Date", "IconCalendarEvent", "Task due date"),
    field("status", Select, "Status", "IconCheck", "Task status")
        .defaulted(R"("'TODO'")")
        .choosing(statuses),
    field("assignee", Relation, "Assignee", "IconUserCircle", "Task assignee")
        .to("workspaceMember", "assignedTasks", "Assigned tasks", "IconCheckbox"),
};

constexpr FieldRow link_to(std::string_view name, std::string_view label, std::string_view icon,
                           std::string_view target, bool of_notes)
{
    FieldRow row = field(name, Relation, label, icon, {});
    row.on_delete = OnDelete::Cascade;
    return of_notes ? row.to(target, "noteTargets", "Notes", "IconNotes")
                    : row.to(target, "taskTargets", "Tasks", "IconCheckbox");
}

/* What a note or task is about: one of these (spec/metadata-rest.md §12). */
constexpr FieldRow target(std::string_view name, std::string_view label, std::string_view icon,
                          std::string_view singular, bool of_notes)
{
    FieldRow row = link_to(name, label, icon, singular, of_notes);
    row.type = MorphRelation;
    row.morph_name = "target";
    return row;
}

inline constexpr std::array note_target_fields{
    owner(link_to("note", "Note", "IconNotes", "note", true)),
    target("targetPerson", "Person", "IconUser", "person", true),
    target("targetCompany", "Company", "IconBuildingSkyscraper", "company", true),
    target("targetOpportunity", "Opportunity", "IconTargetArrow", "opportunity", true)};

inline constexpr std::array task_target_fields{
    owner(link_to("task", "Task", "IconCheckbox", "task", false)),
    target("targetPerson", "Person", "IconUser", "person", false),
    target("targetCompany", "Company", "IconBuildingSkyscraper", "company", false),
    target("targetOpportunity", "Opportunity", "IconTargetArrow", "opportunity", false)};

inline constexpr std::array date_formats{
    OptionRow{"SYSTEM", "System", "turquoise"}, OptionRow{"MONTH_FIRST", "Month First", "red"},
    OptionRow{"DAY_FIRST", "Day First", "purple"}, OptionRow{"YEAR_FIRST", "Year First", "sky"}};
inline constexpr std::array time_formats{OptionRow{"SYSTEM", "System", "sky"},
                                         OptionRow{"HOUR_24", "24HRS", "red"},
                                         OptionRow{"HOUR_12", "12HRS", "purple"}};
inline constexpr std::array number_formats{
    OptionRow{"SYSTEM", "System", "turquoise"},
    OptionRow{"COMMAS_AND_DOT", "Commas and dot", "blue"},
    OptionRow{"SPACES_AND_COMMA", "Spaces and comma", "green"},
    OptionRow{"DOTS_AND_COMMA", "Dots and comma", "orange"},
    OptionRow{"APOSTROPHE_AND_DOT", "Apostrophe and dot", "purple"}};

inline constexpr std::array member_fields{
    field("name", FullName, "Name", "IconCircleUser", "Workspace member name").required(),
    field("userEmail", Text, "User Email", "IconMail", "Related user email address").distinct(),
    field("userId", Uuid, "User Id", "IconCircleUsers", "Associated user id")
        .defaulted(R"("uuid")")
        .required(),
    field("colorScheme", Text, "Color Scheme", "IconColorSwatch", "Preferred color scheme")
        .defaulted(R"("'System'")"),
    field("locale", Text, "Language", "IconLanguage", "Preferred language").defaulted(R"("'en'")"),
    field("timeZone", Text, "Time zone", "IconTimezone", "User time zone")
        .defaulted(R"("'system'")"),
    field("avatarUrl", Text, "Avatar Url", "IconFileUpload", "Workspace member avatar"),
    field("jobTitle", Text, "Job title", "IconBriefcase", "Workspace member job title"),
    field("calendarStartDay", Number, "Start of the week", "IconCalendar",
          "Day on which weeks start")
        .defaulted("7"),
    field("dateFormat", Select, "Date format", "IconCalendarEvent", "User's preferred date format")
        .defaulted(R"("'SYSTEM'")")
        .choosing(date_formats),
    field("timeFormat", Select, "Time format", "IconClock2", "User's preferred time format")
        .defaulted(R"("'SYSTEM'")")
        .choosing(time_formats),
    field("numberFormat", Select, "Number format", "IconNumbers", "User's preferred number format")
        .defaulted(R"("'SYSTEM'")")
        .choosing(number_formats),
};
inline constexpr std::array<std::string_view, 2> member_search{"name", "userEmail"};

inline constexpr std::array objects{
    ObjectRow{"person", "people", "Person", "People", "IconUser", "A person", "name", false,
              person_search, person_fields},
    ObjectRow{"company", "companies", "Company", "Companies", "IconBuildingSkyscraper", "A company",
              "name", false, company_search, company_fields},
    ObjectRow{"opportunity", "opportunities", "Opportunity", "Opportunities", "IconTargetArrow",
              "An opportunity", "name", false, name_search, opportunity_fields},
    ObjectRow{"note", "notes", "Note", "Notes", "IconNotes", "A note", "title", false, note_search,
              note_fields},
    ObjectRow{"task", "tasks", "Task", "Tasks", "IconCheckbox", "A task", "title", false,
              note_search, task_fields},
    ObjectRow{"workspaceMember", "workspaceMembers", "Workspace Member", "Workspace Members",
              "IconUserCircle", "A workspace member", "name", true, member_search, member_fields},
    ObjectRow{"noteTarget",
              "noteTargets",
              "Note Target",
              "Note Targets",
              "IconCheckbox",
              "What a note is about",
              "id",
              true,
              {},
              note_target_fields},
    ObjectRow{"taskTarget",
              "taskTargets",
              "Task Target",
              "Task Targets",
              "IconCheckbox",
              "What a task is about",
              "id",
              true,
              {},
              task_target_fields},
};

} // namespace viginti::model::standard
