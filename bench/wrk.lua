-- Sends one question of the bench over and over, each time about another record.
-- wrk -s wrk.lua URL -- SEED METHOD TARGET [BODY] with placeholders in braces in target and body; HEADERS from
-- the environment. What a placeholder stands for is told, in the same words, in questions.mjs.

local function id(group, n)
    return string.format("01900000-0000-7000-%s-%012d", group, 100000000000 + n)
end

local people = tonumber(os.getenv("PEOPLE"))
-- Cursors by place, a line each, below a line of their names.
local cursors, names = {}, {}
local file = assert(io.open(os.getenv("CURSORS")))
for name in (file:read("*l") or ""):gmatch("%S+") do names[#names + 1] = name end
for line in file:lines() do
    local place = {}
    for word in line:gmatch("%S+") do
        place[names[place.n or 1]] = word
        place.n = (place.n or 1) + 1
    end
    cursors[#cursors + 1] = place
end
file:close()
-- A '+' in it arrives as a blank, which a cursor may have in its stead.
local function cursor(name) return cursors[math.random(1, #cursors)][name] end

local placeholders = {
    person = function() return id("8000", math.random(1, people)) end,
    full_company = function() return id("9000", math.random(1, people / 200)) end,
    full_company_number = function() return tostring(math.random(1, people / 200)) end,
    person_number = function() return tostring(math.random(1, people)) end,
    pool_number = function() return tostring(math.random(1, #cursors)) end,
    unique = function() return string.format("%015d", math.random(1, 999999999999999)) end,
}

for _, name in ipairs(names) do
    placeholders[name] = function() return cursor(name) end
end

-- A text with placeholders as a list: texts at odd places, names at even ones.
local function split(text)
    local parts, from = {}, 1
    while true do
        local open, close, name = text:find("{([%l_]+)}", from)
        if not open then break end
        parts[#parts + 1] = text:sub(from, open - 1)
        parts[#parts + 1] = name
        from = close + 1
    end
    parts[#parts + 1] = text:sub(from)
    return parts
end

local parts, out

function setup(thread)
    threads = (threads or 0) + 1
    thread:set("number", threads)
end

function init(args)
    math.randomseed(tonumber(args[1]) * 16 + number)
    local method, target, body = args[2], args[3], args[4]
    local head = method .. " " .. target .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n" ..
                 os.getenv("HEADERS")
    if body then
        -- All values of a placeholder have one length: the first tells it.
        local size = #body:gsub("{([%l_]+)}", function(name)
            return placeholders[name] and placeholders[name]()
        end)
        head = head .. "Content-Type: application/json\r\nContent-Length: " .. size .. "\r\n"
    end
    parts = split(head .. "\r\n" .. (body or ""))
    out = {}
    for i = 1, #parts do out[i] = parts[i] end
    for i = 2, #parts, 2 do assert(placeholders[parts[i]], "no placeholder " .. parts[i]) end
end

function request()
    local drawn = {}
    for i = 2, #parts, 2 do
        local name = parts[i]
        local value = drawn[name] or placeholders[name]()
        drawn[name] = value
        out[i] = value
    end
    return table.concat(out)
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"microseconds":%d,"p50":%d,"p95":%d,"p99":%d,"failed":%d,"broken":%d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(95), latency:percentile(99), errors.status,
        errors.connect + errors.read + errors.write + errors.timeout))
end
