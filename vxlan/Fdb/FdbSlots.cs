using System.Numerics;
using System.Runtime.CompilerServices;

namespace Falcon.Vxlan;

/// <summary>
/// The hash table below <see cref="ForwardingTable"/>: open addressing, linear probing. Any thread reads and refreshes; one thread at a
/// time changes keys and targets. A dead slot gets a new generation before another key may use it. A reader takes a value only if the
/// slot's key, and the word with its generation, were the same before and after. So it never takes the value of another key.
/// </summary>
internal sealed class FdbSlots
{
    /// <summary>No slot.</summary>
    internal const int None = -1;

    /// <summary>
    /// At most 5/8 of the slots are live; then a run of this length has a probability of about e^-12. The hash is secret, so nobody can
    /// choose addresses that make one.
    /// </summary>
    private const int MaxProbes = 128;

    private struct Slot
    {
        internal ulong Key;
        internal ulong Value;
    }

    private struct Link
    {
        internal int Older;
        internal int Newer;
        internal bool Proven;
    }

    private readonly Slot[] _slots;
    private readonly Link[] _links;
    private readonly KeyedHash _hash = KeyedHash.Create();
    private readonly int _shift;
    private int _claimed;

    /// <param name="capacity">Room for at least this many entries.</param>
    internal FdbSlots(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)((Math.Max(capacity, 8) * 8L + 4) / 5));
        Capacity = size / 8 * 5;
        _slots = new Slot[size];
        _links = new Link[size];
        _shift = 64 - BitOperations.Log2((uint)size);
    }

    /// <summary>Most entries. Tables of equal capacity have equally many slots.</summary>
    internal int Capacity { get; }

    /// <summary>How many slots there are.</summary>
    internal int Size => _slots.Length;

    /// <summary>Slots that hold an entry.</summary>
    internal int Live { get; private set; }

    /// <summary>Whether so many slots are dead that runs become long.</summary>
    internal bool IsSpent => _claimed - Live > _slots.Length / 4;

    /// <summary>The value of a key, or a value without a target if there is no entry. Any thread.</summary>
    internal FdbValue Read(ulong key) => Read(key, out _);

    /// <summary>The value of a key and its slot, or a value without a target if there is no entry. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // three look-ups per frame
    internal FdbValue Read(ulong key, out int place)
    {
        Slot[] slots = _slots;
        int index = Start(key);
        for (int n = 0; n < MaxProbes; n++, index++)
        {
            index &= slots.Length - 1;
            ref Slot slot = ref slots[index];
            ulong taken = Volatile.Read(ref slot.Key);
            if (taken == key)
            {
                ulong word = Volatile.Read(ref slot.Value);
                if (Volatile.Read(ref slot.Key) != key || Volatile.Read(ref slot.Value) != word)
                {
                    index--; // it is just changing: look again
                }
                else if (!new FdbValue(word).IsNone)
                {
                    place = index;
                    return new FdbValue(word);
                }
            }
            else if (taken == 0)
            {
                break;
            }
        }

        place = None;
        return default;
    }

    /// <summary>
    /// What a slot holds. Any thread. Key and value may be of different moments, unless the caller is the thread that changes the table.
    /// </summary>
    internal (ulong Key, FdbValue Value) At(int index) =>
        (Volatile.Read(ref _slots[index].Key), new FdbValue(Volatile.Read(ref _slots[index].Value)));

    /// <summary>Notes that an address was seen again, unless the entry has changed since it was read. Any thread.</summary>
    internal void Refresh(int index, FdbValue read, uint nowSeconds) =>
        Interlocked.CompareExchange(ref _slots[index].Value, read.SeenAgain(nowSeconds).Word, read.Word);

    /// <summary>Gives a new key a slot.</summary>
    /// <returns><see cref="None"/> when no slot is free near its place.</returns>
    internal int Place(ulong key, FdbValue value)
    {
        Slot[] slots = _slots;
        int index = Start(key);
        for (int n = 0; n < MaxProbes; n++, index++)
        {
            index &= slots.Length - 1;
            FdbValue old = new(slots[index].Value);
            if (!old.IsNone) continue;
            if (slots[index].Key == 0) _claimed++;
            Volatile.Write(ref slots[index].Key, key);
            Volatile.Write(ref slots[index].Value, value.InPlaceOf(old).Word);
            Live++;
            return index;
        }

        return None;
    }

    /// <summary>Changes the value of a slot.</summary>
    internal void Set(int index, FdbValue value) =>
        Volatile.Write(ref _slots[index].Value, value.InPlaceOf(new FdbValue(_slots[index].Value)).Word);

    /// <summary>Ends an entry: the slot is dead.</summary>
    internal void Kill(int index)
    {
        ref ulong word = ref _slots[index].Value;
        for (ulong old = Volatile.Read(ref word), seen; ; old = seen)
        {
            seen = Interlocked.CompareExchange(ref word, new FdbValue(old).Dead().Word, old);
            if (seen == old) break; // otherwise a learner has just refreshed it
        }

        Live--;
        Free(index);
    }

    /// <summary>Appends an entry to an owner's new or proven ones, as the newest.</summary>
    internal void Append(FdbOwner owner, int index, bool proven)
    {
        ref FdbList list = ref owner.ListOf(proven);
        _links[index] = new Link { Older = list.Newest, Newer = None, Proven = proven };
        if (list.Newest == None) list.Oldest = index;
        else _links[list.Newest].Newer = index;
        list.Newest = index;
        list.Count++;
    }

    /// <summary>Takes an entry from its owner.</summary>
    internal void Unlink(FdbOwner owner, int index)
    {
        Link link = _links[index];
        ref FdbList list = ref owner.ListOf(link.Proven);
        if (link.Older == None) list.Oldest = link.Newer;
        else _links[link.Older].Newer = link.Newer;
        if (link.Newer == None) list.Newest = link.Older;
        else _links[link.Newer].Older = link.Older;
        list.Count--;
    }

    /// <summary>The entries of a list, oldest first. The caller may remove each entry once it has it.</summary>
    internal IEnumerable<int> InOrder(FdbList list)
    {
        for (int index = list.Oldest, newer; index != None; index = newer)
        {
            newer = _links[index].Newer;
            yield return index;
        }
    }

    /// <summary>Frees dead slots before an empty one: no run of probes passes them any more.</summary>
    private void Free(int index)
    {
        Slot[] slots = _slots;
        int mask = slots.Length - 1;
        if (slots[index + 1 & mask].Key != 0) return;
        for (; slots[index].Key != 0 && new FdbValue(slots[index].Value).IsNone; index = index - 1 & mask)
        {
            Volatile.Write(ref slots[index].Key, 0);
            _claimed--;
        }
    }

    private int Start(ulong key) => (int)(_hash.Of(key) >> _shift);
}
