import { createHash } from 'node:crypto';
import { hashedPart, hashSlot, type SlotTags } from './hashSlot.ts';

/**
 * Every operation that changes something, as one atomic step in Redis (T4, T6).
 *
 * KEYS: the value; the marks of this program beside it. ARGV[1], with spaces between, since every argument costs: number of the operation, a
 * `-` before it when it is sent again; default expiry in milliseconds (0: none); milliseconds for which marks are kept from now on
 * (0: as said before); longest old value in bytes that the answer may hold (0: none); name; numbers of answered operations with commas
 * between them. Then the arguments of the operation.
 *
 * Operations are numbered by the program that sends them, and what one did is marked beside the value until the program says that it
 * has the answer: one that is sent again because a connection broke is answered from its mark and not applied twice.
 *
 * The answer is a letter, what became of the key (`w` written, `d` deleted, `n` nothing), and the result as text: integers keep all
 * their digits because they never become Lua numbers. That of `set` and `delete` is `1` and the old value, or `0`.
 */
const text = `
local key, marks = KEYS[1], KEYS[2]
local number, ttl, kept, longest, name, answered =
  string.match(ARGV[1], '^(%-?%d+) (%d+) (%d+) (%d+) (%a+) (.*)$')
ttl, longest = tonumber(ttl), tonumber(longest)
if string.sub(number, 1, 1) == '-' then
  number = string.sub(number, 2)
  local mark = redis.call('HGET', marks, number)
  if mark then return mark end
end

local function try(...)
  local result = redis.pcall(...)
  if type(result) ~= 'table' or not result.err then return result, nil end
  if not string.find(result.err, 'WRONGTYPE') then return nil, result end
  return nil, redis.error_reply('WRONGTYPE ' .. redis.call('TYPE', key).ok)
end
local function old()
  if longest == 0 or redis.call('TYPE', key).ok ~= 'string' or redis.call('STRLEN', key) > longest then return '0' end
  return '1' .. redis.call('GET', key)
end
local function expires()
  if ttl > 0 and redis.call('PTTL', key) == -1 then redis.call('PEXPIRE', key, ttl) end
end

local answer
if name == 'set' then
  answer = 'w' .. old()
  if ttl > 0 then redis.call('SET', key, ARGV[2], 'PX', ttl) else redis.call('SET', key, ARGV[2]) end
elseif name == 'delete' then
  answer = 'd' .. old()
  if redis.call('DEL', key) == 0 then answer = 'n' end
elseif name == 'increment' then
  local sum, wrong = try('INCRBY', key, ARGV[2])
  if wrong and string.find(wrong.err, 'not an integer') then
    -- A float that is whole, such as Python's 0.0, counts as its integer.
    local whole = string.match(redis.call('GET', key), '^(%-?%d+)%.0+$')
    if whole then
      local left = redis.call('PTTL', key)
      redis.call('SET', key, whole)
      if left > 0 then redis.call('PEXPIRE', key, left) end
      sum, wrong = try('INCRBY', key, ARGV[2])
    end
  end
  if wrong then
    if string.find(wrong.err, 'overflow') then return redis.error_reply('OVERFLOW') end
    if string.find(wrong.err, 'not an integer') then return redis.error_reply('WRONGTYPE string') end
    return wrong
  end
  expires()
  local isExact = sum < 9007199254740992 and sum > -9007199254740992
  answer = 'w' .. (isExact and string.format('%.0f', sum) or redis.call('GET', key))
elseif name == 'extend' then
  local length, wrong
  if #ARGV == 1 then
    length, wrong = try('LLEN', key)
    if wrong then return wrong end
  end
  for from = 2, #ARGV, 1000 do
    length, wrong = try('RPUSH', key, unpack(ARGV, from, math.min(from + 999, #ARGV)))
    if wrong then return wrong end
  end
  if #ARGV > 1 then expires() end
  answer = (#ARGV > 1 and 'w' or 'n') .. string.format('%d', length)
elseif name == 'pop' then
  local item, wrong = try('LPOP', key)
  if wrong then return wrong end
  answer = item and (redis.call('EXISTS', key) == 1 and 'w' or 'd') .. item or 'n'
elseif name == 'expire' then
  local isThere = redis.call('PEXPIRE', key, ARGV[2]) == 1
  answer = isThere and (redis.call('EXISTS', key) == 1 and 'w' or 'd') .. '1' or 'n0'
end
-- First the new mark, then the old: a hash that is emptied would lose its time to live.
redis.call('HSET', marks, number, answer)
if kept ~= '0' then redis.call('PEXPIRE', marks, kept) end
if answered ~= '' then
  local told = {}
  for each in string.gmatch(answered, '[^,]+') do told[#told + 1] = each end
  redis.call('HDEL', marks, unpack(told))
end
return answer
`;

export const writeScript = { text, sha: createHash('sha1').update(text).digest('hex') };

/**
 * Where the marks of a program are kept: where no state key can be, and in a cluster on the node of the value, whatever braces are in
 * its key.
 */
export function marksKey(full: string, program: string, tags: SlotTags): string {
  const part = hashedPart(full);
  if (part === full && !full.includes('}') && full !== '') return `%marks:{${full}}:${program}`;
  const tag = part.includes('}') || part === '' ? tags.tagOf(hashSlot(part)) : part;
  return `%marks:{${tag}}:${program}:${full}`;
}
