namespace Falcon.Vxlan;

/// <summary>
/// The forwarding database: (overlay, MAC address) to port or VTEP. Any number of threads may call <see cref="Lookup"/>,
/// <see cref="Knows"/> and <see cref="Learn"/>; these never block and never allocate. Control threads call everything else that changes the
/// table. Learned entries have owners, each with a limit: see <see cref="LimitOverlay"/> and <see cref="LimitTarget"/>. At a limit a new
/// address replaces an older one, so it is always learned. Static entries count towards no limit. Clock readings are whole seconds of one
/// monotonic clock for all callers; they may wrap. An address may not be learned while the table changes; the next frame teaches it again.
/// </summary>
public sealed class ForwardingTable
{
    /// <summary>Overlay indices are 0 to one less than this.</summary>
    public const int MaxOverlays = 1 << OverlayBits;

    /// <summary>The largest capacity.</summary>
    public const int MaxCapacity = 1 << 24;

    private const int OverlayBits = 16;
    private const int MacBits = 48;

    private readonly Lock _changes = new(); // for control threads; learners do not take it
    private readonly int _ageSeconds;
    private readonly int _capacity;
    private readonly FdbShares _shares;
    private FdbSlots _slots;
    private FdbGate _gate;
    private PaddedCounter _learnRejected;
    private Action? _changed;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">
    /// The most learned entries: 1 to <see cref="MaxCapacity"/>. Each costs 48 to 96 bytes, allocated at once.
    /// </param>
    /// <param name="age">How long a learned entry lives without being seen, in whole seconds. Zero: for ever.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity or the age is out of range.</exception>
    public ForwardingTable(int capacity, TimeSpan age)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfLessThan(age, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(age, TimeSpan.FromDays(365));
        _capacity = capacity;
        _slots = new FdbSlots(capacity);
        _shares = new FdbShares(capacity);
        _ageSeconds = age == TimeSpan.Zero ? int.MaxValue : Math.Max(1, (int)age.TotalSeconds);
    }

    /// <summary>The most learned entries.</summary>
    public int Capacity => _capacity;

    /// <summary>Entries. Includes expired ones that <see cref="Age"/> has not removed yet.</summary>
    public int Count => Volatile.Read(ref _slots).Live;

    /// <summary>Addresses that were not learned because no slot near their place was free.</summary>
    public long LearnRejected => _learnRejected.Value;

    /// <summary>Where an address is; none if that is unknown or the entry has expired.</summary>
    public FdbTarget Lookup(int overlay, MacAddress mac, uint nowSeconds)
    {
        if ((uint)overlay >= MaxOverlays) return default;
        FdbValue value = Volatile.Read(ref _slots).Read(Key(overlay, mac));
        return IsExpired(value, nowSeconds) ? default : value.Target;
    }

    /// <summary>
    /// Whether the address is known at this target: configured, or seen there within this second. Then <see cref="Learn"/> would write
    /// nothing. One look-up that is enough for nearly every frame.
    /// </summary>
    public bool Knows(int overlay, MacAddress mac, FdbTarget target, uint nowSeconds)
    {
        if ((uint)overlay >= MaxOverlays) return false;
        FdbValue known = Volatile.Read(ref _slots).Read(Key(overlay, mac));
        return IsCurrent(known, target, nowSeconds);
    }

    /// <summary>
    /// Notes that an address was seen as a source. Writes only if the target changes or the last sighting was in an earlier second. Ignores
    /// static entries, group addresses, the zero address and the target none.
    /// </summary>
    public void Learn(int overlay, MacAddress mac, FdbTarget target, uint nowSeconds)
    {
        if (mac.Value == 0 || mac.IsGroup || target.IsNone || (uint)overlay >= MaxOverlays) return;
        ulong key = Key(overlay, mac);
        FdbSlots current = Volatile.Read(ref _slots);
        FdbValue known = current.Read(key, out int index);
        if (known.IsStatic || IsCurrent(known, target, nowSeconds)) return;
        if (known.Target == target) current.Refresh(index, known, nowSeconds);
        else if (_gate.TryEnter()) LearnInside(overlay, key, target, nowSeconds);
    }

    /// <summary>Notes that a learned address was seen again at its target; does nothing if it is elsewhere by now.</summary>
    public void Refresh(int overlay, MacAddress mac, FdbTarget target, uint nowSeconds)
    {
        if ((uint)overlay >= MaxOverlays) return;
        FdbSlots slots = Volatile.Read(ref _slots);
        FdbValue known = slots.Read(Key(overlay, mac), out int index);
        if (!known.IsStatic && known.Target == target) slots.Refresh(index, known, nowSeconds);
    }

    /// <summary>
    /// Has an action called after each change of where addresses are. Learners call it, too: it must not block. Set it once.
    /// </summary>
    public void Subscribe(Action changed) => Volatile.Write(ref _changed, changed);

    /// <summary>Limits an overlay's learned entries. A new overlay may use the whole table.</summary>
    /// <param name="overlay">The overlay.</param>
    /// <param name="limit">Most learned entries; at least 1.</param>
    /// <param name="others">Most entries of all targets together that have no share of their own; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public void LimitOverlay(int overlay, int limit, int others)
    {
        Check(overlay, limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(others, 1);
        Change(slots => _shares.Limit(overlay, limit, others, slots));
    }

    /// <summary>Gives a port or VTEP a share of its own of an overlay's entries, or changes that share.</summary>
    /// <param name="overlay">The overlay.</param>
    /// <param name="target">The port or VTEP.</param>
    /// <param name="limit">Most learned entries; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public void LimitTarget(int overlay, FdbTarget target, int limit)
    {
        Check(overlay, limit);
        Change(slots => _shares.Limit(overlay, target, limit, slots));
    }

    /// <summary>Ends a target's own share of an overlay: it shares with the others again. Its entries stay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The overlay index is out of range.</exception>
    public void ShareTarget(int overlay, FdbTarget target)
    {
        Check(overlay, limit: 1);
        Change(slots => _shares.Unlimit(overlay, target, slots));
    }

    /// <summary>How much of its limit an overlay uses. Any thread except learners.</summary>
    public FdbUse UseOf(int overlay) => Inside(() => _shares.UseOf(overlay));

    /// <summary>
    /// How much of its limit a port or VTEP uses. Without a share of its own: what all such targets of the overlay use. Any thread except
    /// learners.
    /// </summary>
    public FdbUse UseOf(int overlay, FdbTarget target) => Inside(() => _shares.UseOf(overlay, target));

    /// <summary>Adds an entry that stays until it is removed, or makes a learned entry static. There is always room.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The overlay index is out of range.</exception>
    /// <exception cref="ArgumentException">The address is zero, or the target is none.</exception>
    public void AddStatic(int overlay, MacAddress mac, FdbTarget target)
    {
        Check(overlay, limit: 1);
        if (mac.Value == 0) throw new ArgumentException("the zero MAC address has no entry", nameof(mac));
        if (target.IsNone) throw new ArgumentException("an entry needs a target", nameof(target));
        ulong key = Key(overlay, mac);
        Change(slots =>
        {
            FdbValue known = slots.Read(key, out int index);
            if (!known.IsNone)
            {
                if (!known.IsStatic) _shares.Take(_shares.OwnerOf(overlay, known.Target), slots, index);
                slots.Set(index, FdbValue.Static(target));
                return;
            }

            int statics = slots.Live - _shares.Count + 1;
            if (_capacity + statics > slots.Capacity) slots = Rebuild(_capacity + statics * 2);
            while (slots.Place(key, FdbValue.Static(target)) == FdbSlots.None) slots = Rebuild(slots.Capacity * 2);
        });
    }

    /// <summary>Removes an entry, static or learned.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(int overlay, MacAddress mac)
    {
        bool removed = false;
        if ((uint)overlay >= MaxOverlays) return false;
        ulong key = Key(overlay, mac);
        Change(slots =>
        {
            removed = !slots.Read(key, out int index).IsNone;
            if (removed) End(slots, index);
        });
        return removed;
    }

    /// <summary>Removes a target's entries, static or learned, and its shares. For a port or VTEP that is gone.</summary>
    public void RemoveTarget(FdbTarget target) => RemoveTargets(new HashSet<FdbTarget> { target });

    /// <summary>Removes the entries of some targets, static or learned, and their shares.</summary>
    public void RemoveTargets(IReadOnlySet<FdbTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        RemoveWhere((_, value) => targets.Contains(value.Target));
        Change(slots => _shares.Unlimit(targets, slots));
    }

    /// <summary>Removes an overlay's entries, static or learned, and its shares. For an overlay that is gone.</summary>
    public void RemoveOverlay(int overlay)
    {
        RemoveWhere((key, _) => OverlayOf(key) == overlay);
        Change(_ => _shares.RemoveIfEmpty(overlay));
    }

    /// <summary>Removes expired entries. Call it every few seconds.</summary>
    /// <returns>How many entries it removed.</returns>
    public int Age(uint nowSeconds)
    {
        int removed = RemoveWhere((_, value) => IsExpired(value, nowSeconds));
        if (_slots.IsSpent) Change(slots => Rebuild(slots.Capacity));
        return removed;
    }

    /// <summary>The indices of the VTEPs that entries point to. Any thread.</summary>
    public IReadOnlySet<int> VtepsInUse()
    {
        HashSet<int> vteps = [];
        FdbSlots slots = Volatile.Read(ref _slots);
        for (int index = 0; index < slots.Size; index++)
        {
            FdbTarget target = slots.At(index).Value.Target;
            if (target.IsVtep) vteps.Add(target.Index);
        }

        return vteps;
    }

    /// <summary>For each VTEP, when an address behind it was last learned or seen (clock reading). Any thread.</summary>
    public IReadOnlyDictionary<int, uint> LastSeenByVtep()
    {
        Dictionary<int, uint> seen = [];
        FdbSlots slots = Volatile.Read(ref _slots);
        for (int index = 0; index < slots.Size; index++)
        {
            FdbValue value = slots.At(index).Value;
            if (!value.Target.IsVtep || value.IsStatic) continue;
            seen.TryGetValue(value.Target.Index, out uint latest);
            seen[value.Target.Index] = Math.Max(latest, value.Stamp);
        }

        return seen;
    }

    /// <summary>A copy of the entries, in no particular order. Any thread.</summary>
    public IReadOnlyList<FdbEntry> Entries()
    {
        FdbSlots slots = Volatile.Read(ref _slots);
        List<FdbEntry> entries = new(slots.Live);
        for (int index = 0; index < slots.Size; index++)
        {
            (ulong key, FdbValue _) = slots.At(index);
            FdbValue value = slots.Read(key, out int found);
            if (found != index) continue;
            var mac = new MacAddress(key & MacAddress.Broadcast.Value);
            entries.Add(new FdbEntry(OverlayOf(key), mac, value.Target, value.IsStatic, value.Stamp));
        }

        return entries;
    }

    private static ulong Key(int overlay, MacAddress mac) => (ulong)(uint)overlay << MacBits | mac.Value;

    private static int OverlayOf(ulong key) => (int)(key >> MacBits);

    private static bool IsCurrent(FdbValue known, FdbTarget target, uint nowSeconds) =>
        known.Target == target && (known.IsStatic || known.Age(nowSeconds) < 1);

    private bool IsExpired(FdbValue value, uint nowSeconds) => !value.IsStatic && value.Age(nowSeconds) > _ageSeconds;

    /// <summary>Learns an address that is unknown or known elsewhere. The caller has entered the gate; this leaves it.</summary>
    private void LearnInside(int overlay, ulong key, FdbTarget target, uint nowSeconds)
    {
        try
        {
            FdbSlots slots = _slots;
            FdbOwner owner = _shares.OwnerOf(overlay, target);
            FdbValue known = slots.Read(key, out int index), learned = FdbValue.Learned(target, nowSeconds);
            if (known.IsStatic) return;
            if (!known.IsNone) _shares.Take(owner.Overlay.OwnerOf(known.Target), slots, index);
            _shares.MakeRoom(owner, slots);
            if (known.IsNone) index = slots.Place(key, learned);
            else slots.Set(index, learned);
            if (index == FdbSlots.None) _learnRejected.Increment();
            else _shares.Add(owner, slots, index);
        }
        finally
        {
            _gate.Exit();
        }

        Volatile.Read(ref _changed)?.Invoke();
    }

    private void End(FdbSlots slots, int index)
    {
        (ulong key, FdbValue value) = slots.At(index);
        if (!value.IsStatic) _shares.Take(_shares.OwnerOf(OverlayOf(key), value.Target), slots, index);
        slots.Kill(index);
    }

    /// <summary>Removes the entries that the condition holds for. Learners go on meanwhile.</summary>
    private int RemoveWhere(Func<ulong, FdbValue, bool> condition)
    {
        lock (_changes)
        {
            int removed = 0;
            FdbSlots slots = _slots;
            for (int index = 0; index < slots.Size; index++)
            {
                (ulong key, FdbValue value) = slots.At(index);
                if (!value.IsNone && condition(key, value) && EndIf(condition, slots, index)) removed++;
            }

            if (removed > 0) Volatile.Read(ref _changed)?.Invoke();
            return removed;
        }
    }

    private bool EndIf(Func<ulong, FdbValue, bool> condition, FdbSlots slots, int index)
    {
        _gate.Enter();
        try
        {
            (ulong key, FdbValue value) = slots.At(index);
            if (value.IsNone || !condition(key, value)) return false;
            End(slots, index);
            return true;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private FdbSlots Rebuild(int capacity)
    {
        FdbSlots fresh = FdbRebuild.Of(_slots, _shares, capacity);
        Volatile.Write(ref _slots, fresh);
        return fresh;
    }

    private T Inside<T>(Func<T> read)
    {
        _gate.Enter();
        try
        {
            return read();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Change(Action<FdbSlots> change)
    {
        lock (_changes)
        {
            Inside(() =>
            {
                change(_slots);
                return true;
            });
            Volatile.Read(ref _changed)?.Invoke();
        }
    }

    private static void Check(int overlay, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)overlay, (uint)MaxOverlays, nameof(overlay));
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
    }
}
