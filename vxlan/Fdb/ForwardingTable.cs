namespace Falcon.Vxlan;

/// <summary>
/// The forwarding database: (overlay, MAC address) to port or VTEP. <see cref="Lookup"/> and <see cref="Learn"/> are lock-free, allocate
/// nothing and may be called from any number of threads; everything else that changes the table is for control threads, which wait for each other.
/// Clock readings are whole seconds of any monotonic clock, the same one for all callers; they may wrap.
/// A learning that runs into a removal or a compaction may be lost: the next frame learns it again.
/// </summary>
public sealed class ForwardingTable
{
    /// <summary>Overlay indices run from 0 to one less than this.</summary>
    public const int MaxOverlays = 1 << OverlayBits;

    /// <summary>The largest capacity.</summary>
    public const int MaxCapacity = 1 << 24;

    private const int OverlayBits = 16;
    private const int MacBits = 48;

    private readonly Lock _changes = new(); // not held by learners
    private readonly int _ageSeconds;
    private FdbSlots _slots;
    private PaddedCounter _learnRejected;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">The most entries it ever holds, static ones included: 1 to <see cref="MaxCapacity"/>. Costs 32 to 64 bytes each, at once.</param>
    /// <param name="age">How long a learned entry lives without being seen; whole seconds. Zero: for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity or the age is out of range.</exception>
    public ForwardingTable(int capacity, TimeSpan age)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(age, TimeSpan.FromDays(365));
        _slots = new FdbSlots(capacity);
        _ageSeconds = age == TimeSpan.Zero ? int.MaxValue : Math.Max(1, (int)age.TotalSeconds);
    }

    /// <summary>Entries, expired ones that <see cref="Age"/> has not removed yet included.</summary>
    public int Count => Volatile.Read(ref _slots).Live;

    /// <summary>Addresses that were not learned because the table was full.</summary>
    public long LearnRejected => _learnRejected.Value;

    /// <summary>Where an address lives; none when that is unknown or the entry has expired.</summary>
    public FdbTarget Lookup(int overlay, MacAddress mac, uint nowSeconds)
    {
        if ((uint)overlay >= MaxOverlays) return default;
        FdbValue value = Volatile.Read(ref _slots).Read(Key(overlay, mac));
        return IsExpired(value, nowSeconds) ? default : value.Target;
    }

    /// <summary>
    /// Whether an address is known to live there, by configuration or by a sighting within this second: then <see cref="Learn"/> would
    /// write nothing. One look-up for what nearly every frame needs.
    /// </summary>
    public bool Knows(int overlay, MacAddress mac, FdbTarget target, uint nowSeconds)
    {
        if ((uint)overlay >= MaxOverlays) return false;
        FdbValue known = Volatile.Read(ref _slots).Read(Key(overlay, mac));
        return IsCurrent(known, target, nowSeconds);
    }

    /// <summary>
    /// Notes that an address was seen as a source. Writes only if that changes the target or the last sighting was in an earlier second.
    /// Static entries stay as they are; group addresses, the zero address and the target none are ignored.
    /// </summary>
    public void Learn(int overlay, MacAddress mac, FdbTarget target, uint nowSeconds)
    {
        if (mac.Value == 0 || mac.IsGroup || target.IsNone || (uint)overlay >= MaxOverlays) return;
        ulong key = Key(overlay, mac);
        FdbSlots current = Volatile.Read(ref _slots);
        FdbValue known = current.Read(key);
        if (known.IsStatic || IsCurrent(known, target, nowSeconds)) return;
        if (!current.TryLearn(key, FdbValue.Learned(target, nowSeconds))) _learnRejected.Increment();
    }

    /// <summary>Adds an entry that stays until it is removed, or makes a learned one so.</summary>
    /// <returns>False when the table is full.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The overlay index is out of range.</exception>
    /// <exception cref="ArgumentException">The zero address, or the target none.</exception>
    public bool AddStatic(int overlay, MacAddress mac, FdbTarget target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)overlay, (uint)MaxOverlays, nameof(overlay));
        if (mac.Value == 0) throw new ArgumentException("the zero MAC address has no entry", nameof(mac));
        if (target.IsNone) throw new ArgumentException("an entry needs a target", nameof(target));
        lock (_changes) return _slots.TrySet(Key(overlay, mac), FdbValue.Static(target));
    }

    /// <summary>Removes an entry, static or learned.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(int overlay, MacAddress mac)
    {
        lock (_changes)
        {
            bool removed = (uint)overlay < MaxOverlays && _slots.Remove(Key(overlay, mac));
            CompactIfSpent();
            return removed;
        }
    }

    /// <summary>Removes all entries of a target, static or learned: its port or VTEP is gone.</summary>
    public void RemoveTarget(FdbTarget target) => RemoveWhere((_, value) => value.Target == target);

    /// <summary>Removes all entries of an overlay, static or learned: it is gone.</summary>
    public void RemoveOverlay(int overlay) => RemoveWhere((key, _) => (int)(key >> MacBits) == overlay);

    /// <summary>Removes what has expired. Call it every few seconds.</summary>
    /// <returns>How many entries that were.</returns>
    public int Age(uint nowSeconds) => RemoveWhere((_, value) => IsExpired(value, nowSeconds));

    /// <summary>The indices of the VTEPs that entries lead to. Any thread.</summary>
    public IReadOnlySet<int> VtepsInUse()
    {
        HashSet<int> vteps = [];
        Volatile.Read(ref _slots).Visit(value =>
        {
            if (value.Target.IsVtep) vteps.Add(value.Target.Index);
        });
        return vteps;
    }

    /// <summary>By VTEP, the latest clock reading at which an address behind it was learned or seen. Any thread.</summary>
    public IReadOnlyDictionary<int, uint> LastSeenByVtep()
    {
        Dictionary<int, uint> seen = [];
        Volatile.Read(ref _slots).Visit(value =>
        {
            if (!value.Target.IsVtep || value.IsStatic) return;
            seen.TryGetValue(value.Target.Index, out uint latest);
            seen[value.Target.Index] = Math.Max(latest, value.Stamp);
        });
        return seen;
    }

    /// <summary>A copy of the entries, in no order. Any thread.</summary>
    public IReadOnlyList<FdbEntry> Entries() =>
        [.. Volatile.Read(ref _slots).ToList().Select(entry => new FdbEntry(
            (int)(entry.Key >> MacBits), new MacAddress(entry.Key & MacAddress.Broadcast.Value),
            entry.Value.Target, entry.Value.IsStatic, entry.Value.Stamp))];

    private static ulong Key(int overlay, MacAddress mac) => (ulong)(uint)overlay << MacBits | mac.Value;

    private static bool IsCurrent(FdbValue known, FdbTarget target, uint nowSeconds) =>
        known.Target == target && (known.IsStatic || known.Age(nowSeconds) < 1);

    private bool IsExpired(FdbValue value, uint nowSeconds) => !value.IsStatic && value.Age(nowSeconds) > _ageSeconds;

    private int RemoveWhere(Func<ulong, FdbValue, bool> condition)
    {
        lock (_changes)
        {
            int removed = _slots.RemoveWhere(condition);
            CompactIfSpent();
            return removed;
        }
    }

    private void CompactIfSpent()
    {
        if (_slots.IsSpent) Volatile.Write(ref _slots, _slots.Compact());
    }
}
