import { createHash } from 'node:crypto';
import { hashedPart, hashSlot, type SlotTags } from './hashSlot.ts';

/**
 * Every operation that changes something, as one atomic step in Redis (T4, T6).
 *
 * KEYS: the value; the marks of this program beside it. ARGV: number of the operation, numbers of answered operations with commas
 * between them, default expiry in milliseconds (0: none), milliseconds for which marks are kept, longest old value in bytes that the
 * answer may hold (0: none), name, arguments.
 *
 * Operations are numbered by the program that sends them, and what one did is marked beside the value until the program says that it
 * has the answer: one that is sent again because a connection broke is answered from its mark and not applied twice.
 *
 * The answer is a letter, what became of the key (`w` written, `d` deleted, `n` nothing), and the result as text: integers keep all
 * their digits because they never become Lua numbers. That of `set` and `delete` is `1` and the old value, or `0`.
 */
const text = `
local key, marks = KEYS[1], KEYS[2]
local number, answered, ttl, kept, name = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[6]
local longest = tonumber(ARGV[5])
for each in string.gmatch(answered, '[^,]+') do redis.call('HDEL', marks, each) end
local mark = redis.call('HGET', marks, number)
if mark then return mark end

local held = redis.call('TYPE', key).ok
local function needs(type)
  if held == 'none' or held == type then return nil end
  return redis.error_reply('WRONGTYPE ' .. (held == 'string' and 'value' or 'list'))
end
local function old()
  if longest == 0 or held ~= 'string' or redis.call('STRLEN', key) > longest then return '0' end
  return '1' .. redis.call('GET', key)
end
local function expires()
  if ttl > 0 and redis.call('PTTL', key) == -1 then redis.call('PEXPIRE', key, ttl) end
end

local answer
if name == 'set' then
  answer = 'w' .. old()
  if ttl > 0 then redis.call('SET', key, ARGV[7], 'PX', ttl) else redis.call('SET', key, ARGV[7]) end
elseif name == 'delete' then
  if held == 'none' then return 'n' end
  answer = 'd' .. old()
  redis.call('DEL', key)
elseif name == 'increment' then
  local wrong = needs('string')
  if wrong then return wrong end
  local sum = redis.pcall('INCRBY', key, ARGV[7])
  if type(sum) == 'table' and sum.err then
    if string.find(sum.err, 'overflow') then return redis.error_reply('OVERFLOW') end
    if string.find(sum.err, 'not an integer') then return redis.error_reply('WRONGTYPE value') end
    return sum
  end
  expires()
  answer = 'w' .. redis.call('GET', key)
elseif name == 'extend' then
  local wrong = needs('list')
  if wrong then return wrong end
  if #ARGV == 6 then return 'n' .. string.format('%d', redis.call('LLEN', key)) end
  local length
  for from = 7, #ARGV, 1000 do
    length = redis.call('RPUSH', key, unpack(ARGV, from, math.min(from + 999, #ARGV)))
  end
  expires()
  answer = 'w' .. string.format('%d', length)
elseif name == 'pop' then
  local wrong = needs('list')
  if wrong then return wrong end
  local item = redis.call('LPOP', key)
  if not item then return 'n' end
  answer = (redis.call('EXISTS', key) == 1 and 'w' or 'd') .. item
elseif name == 'expire' then
  if redis.call('PEXPIRE', key, ARGV[7]) == 0 then return 'n0' end
  answer = (redis.call('EXISTS', key) == 1 and 'w' or 'd') .. '1'
end
if string.sub(answer, 1, 1) ~= 'n' then
  redis.call('HSET', marks, number, answer)
  redis.call('PEXPIRE', marks, kept)
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
