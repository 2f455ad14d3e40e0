using System.Numerics;
using System.Security.Cryptography;

namespace Falcon.Vxlan;

/// <summary>
/// The hash table below <see cref="ForwardingTable"/>: open addressing, linear probing. A slot is claimed for a key once and never
/// given to another key, so every later change is a compare-and-swap of one word and no reader can see a value of another key.
/// Removing sets the value to zero and leaves the key; such spent slots are won back by <see cref="Compact"/>.
/// </summary>
internal sealed class FdbSlots
{
    /// <summary>
    /// At most 5/8 of the slots are ever claimed, where a run this long has a probability of about e^-12; the seed is secret, so nobody can
    /// choose addresses that make one.
    /// </summary>
    private const int MaxProbes = 128;

    private struct Slot
    {
        internal ulong Key;
        internal ulong Value;
    }

    private readonly Slot[] _slots;
    private readonly ulong _seed;
    private readonly int _shift;
    private readonly int _capacity;
    private PaddedCounter _claimed;
    private PaddedCounter _live;

    internal FdbSlots(int capacity)
    {
        _capacity = capacity;
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8) * 2);
        _slots = new Slot[size];
        _shift = 64 - BitOperations.Log2((uint)size);
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        _seed = BitConverter.ToUInt64(random);
    }

    /// <summary>Entries with a value.</summary>
    internal int Live => (int)_live.Value;

    /// <summary>Whether enough slots are spent for <see cref="Compact"/> to pay.</summary>
    internal bool IsSpent => _claimed.Value - Live > _slots.Length / 8;

    /// <summary>The value of a key; no entry when there is none.</summary>
    internal FdbValue Read(ulong key)
    {
        int index = Find(key);
        return index < 0 ? default : new FdbValue(Volatile.Read(ref _slots[index].Value));
    }

    /// <summary>Writes a learned value unless the entry is static.</summary>
    /// <returns>False when the table is full.</returns>
    internal bool TryLearn(ulong key, FdbValue value) => TryWrite(key, value, overStatic: false);

    /// <summary>Writes a value over whatever was there.</summary>
    /// <returns>False when the table is full.</returns>
    internal bool TrySet(ulong key, FdbValue value) => TryWrite(key, value, overStatic: true);

    /// <returns>Whether there was an entry.</returns>
    internal bool Remove(ulong key)
    {
        int index = Find(key);
        if (index < 0 || Interlocked.Exchange(ref _slots[index].Value, 0) == 0) return false;
        _live.Subtract(1);
        return true;
    }

    /// <summary>Removes what the condition holds for; an entry that a learner changes meanwhile stays.</summary>
    internal int RemoveWhere(Func<ulong, FdbValue, bool> condition)
    {
        int removed = 0;
        foreach (ref Slot slot in _slots.AsSpan())
        {
            ulong word = Volatile.Read(ref slot.Value);
            if (word == 0 || !condition(slot.Key, new FdbValue(word))) continue;
            if (Interlocked.CompareExchange(ref slot.Value, 0, word) != word) continue;
            _live.Subtract(1);
            removed++;
        }
        return removed;
    }

    internal void Visit(Action<FdbValue> visitor)
    {
        foreach (ref Slot slot in _slots.AsSpan())
        {
            ulong word = Volatile.Read(ref slot.Value);
            if (word != 0) visitor(new FdbValue(word));
        }
    }

    internal List<(ulong Key, FdbValue Value)> ToList()
    {
        List<(ulong, FdbValue)> entries = new(Live);
        foreach (ref Slot slot in _slots.AsSpan())
        {
            ulong word = Volatile.Read(ref slot.Value);
            if (word != 0) entries.Add((slot.Key, new FdbValue(word)));
        }
        return entries;
    }

    /// <summary>A table of the same capacity without spent slots. What is learned here from now on is not in it.</summary>
    internal FdbSlots Compact()
    {
        FdbSlots fresh = new(_capacity);
        foreach ((ulong key, FdbValue value) in ToList()) fresh.TrySet(key, value);
        return fresh;
    }

    private bool TryWrite(ulong key, FdbValue value, bool overStatic)
    {
        int index = Claim(key);
        if (index < 0) return false;
        ref ulong word = ref _slots[index].Value;
        ulong old = Volatile.Read(ref word);
        while (overStatic || !new FdbValue(old).IsStatic)
        {
            if (old == 0 && !TryReserve()) return false;
            ulong seen = Interlocked.CompareExchange(ref word, value.Word, old);
            if (seen == old) return true;
            if (old == 0) _live.Subtract(1);
            old = seen;
        }
        return true;
    }

    private bool TryReserve()
    {
        if (_live.Increment() <= _capacity) return true;
        _live.Subtract(1);
        return false;
    }

    private int Find(ulong key)
    {
        Slot[] slots = _slots;
        int index = Start(key);
        for (int n = 0; n < MaxProbes; n++, index++)
        {
            index &= slots.Length - 1;
            ulong taken = Volatile.Read(ref slots[index].Key);
            if (taken == key) return index;
            if (taken == 0) return -1;
        }
        return -1;
    }

    /// <summary>The slot of a key, taken for it if it has none yet; -1 when the table is full.</summary>
    private int Claim(ulong key)
    {
        Slot[] slots = _slots;
        int index = Start(key);
        for (int n = 0; n < MaxProbes; n++, index++)
        {
            index &= slots.Length - 1;
            ulong taken = Volatile.Read(ref slots[index].Key);
            if (taken == 0)
            {
                if (!TryReserveSlot()) return -1;
                taken = Interlocked.CompareExchange(ref slots[index].Key, key, 0);
                if (taken == 0) return index;
                _claimed.Subtract(1);
            }
            if (taken == key) return index;
        }
        return -1;
    }

    private bool TryReserveSlot()
    {
        if (Live >= _capacity) return false;
        if (_claimed.Increment() <= _slots.Length / 8 * 5) return true;
        _claimed.Subtract(1);
        return false;
    }

    private int Start(ulong key)
    {
        ulong high = Math.BigMul(key ^ _seed, 0x9E37_79B9_7F4A_7C15, out ulong low);
        return (int)((high ^ low) >> _shift);
    }
}
