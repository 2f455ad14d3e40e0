using Falcon.Xsk.Native;

namespace Falcon.Xsk.Programs;

/// <summary>
/// Which containers get no frames at present. The programs of all uplinks, and those of the kernel path, that use this table drop a
/// throttled container's frames before they are copied, either all of them or those faster than a pace, and count them. A container is an
/// inner destination MAC address of an overlay, and has a slot. Times are nanoseconds of CLOCK_MONOTONIC
/// (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> on Linux). A throttle ends by itself at its time, even if the thread that set
/// it has died. Any thread may call the methods. Throttling and releasing only access memory, without system calls. Source:
/// xsk/bpf/throttles.h; bpf(2), BPF_F_MMAPABLE.
/// </summary>
public sealed class ThrottleTable : IDisposable
{
    private const int Head = 1; // entry 0 has the latest time of all

    private readonly BpfMap _containers;
    private readonly BpfMap _throttles;
    private readonly BpfMap _counts;
    private readonly Lock _changes = new(); // an entry and the head change together
    private readonly MappedArray<ThrottleEntry> _entries;
    private int _inUse = Head; // entries from here on were never throttled

    private ThrottleTable(BpfMap containers, BpfMap throttles, BpfMap counts)
    {
        _containers = containers;
        _throttles = throttles;
        _counts = counts;
        _entries = new MappedArray<ThrottleEntry>(throttles, writable: true);
        Slots = throttles.MaxEntries - Head;
    }

    /// <summary>How many containers can be throttled.</summary>
    public int Slots { get; }

    /// <summary>Makes an empty table.</summary>
    /// <param name="slots">How many containers can be throttled, at least 1.</param>
    /// <exception cref="XskException">The kernel refuses the maps.</exception>
    public static unsafe ThrottleTable Create(int slots)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        var containers = BpfMap.Create("containers", BpfMapKind.Hash, sizeof(ContainerKey), sizeof(int), slots);
        var throttles = BpfMap.Create("throttles", BpfMapKind.MappedArray, sizeof(int), sizeof(ThrottleEntry), slots + Head);
        var counts = BpfMap.Create("throttle_counts", BpfMapKind.PerCpuArray, sizeof(int), sizeof(ThrottleCount), slots + Head);
        return new ThrottleTable(containers, throttles, counts);
    }

    /// <summary>Gives a container a slot. Several addresses may share a slot.</summary>
    /// <param name="vni">Its overlay, 24 bits.</param>
    /// <param name="mac">Its MAC address, 6 bytes.</param>
    /// <param name="slot">The slot, from 0.</param>
    /// <exception cref="XskException">There are already as many addresses as slots.</exception>
    public void AddContainer(uint vni, ReadOnlySpan<byte> mac, int slot) => _containers.Update(new ContainerKey(vni, mac), EntryOf(slot));

    /// <summary>Forgets a container. Its slot's times and counts stay. False when it is unknown.</summary>
    public bool RemoveContainer(uint vni, ReadOnlySpan<byte> mac) => _containers.Remove(new ContainerKey(vni, mac));

    /// <summary>Drops the slot's frames until a time, except those that its pace admits. Replaces the last throttle.</summary>
    /// <param name="slot">The slot, from 0.</param>
    /// <param name="until">Nanoseconds of CLOCK_MONOTONIC.</param>
    /// <param name="pace">How fast frames are admitted meanwhile; none by default.</param>
    public void Throttle(int slot, long until, FramePace pace = default)
    {
        int entry = EntryOf(slot);
        lock (_changes)
        {
            _inUse = Math.Max(_inUse, entry + 1);
            Span<ThrottleEntry> entries = _entries.Entries;
            Volatile.Write(ref entries[entry].Pause, pace.Pause);
            Volatile.Write(ref entries[entry].Bunch, pace.Bunch);
            Volatile.Write(ref entries[entry].Until, until);
            ref long latest = ref entries[0].Until;
            if (latest < until) Volatile.Write(ref latest, until);
        }
    }

    /// <summary>Ends the throttle: lets all of the slot's frames pass.</summary>
    public void Release(int slot)
    {
        int entry = EntryOf(slot);
        lock (_changes)
        {
            Span<ThrottleEntry> entries = _entries.Entries;
            Volatile.Write(ref entries[entry].Until, 0);
            long latest = 0;
            foreach (ref readonly ThrottleEntry other in entries[Head.._inUse]) latest = Math.Max(latest, other.Until);
            Volatile.Write(ref entries[0].Until, latest);
        }
    }

    /// <summary>What was dropped and admitted for the slot so far.</summary>
    public ThrottleCount CountOf(int slot)
    {
        long frames = 0, bytes = 0, admitted = 0;
        foreach (ThrottleCount cpu in CountsOf(EntryOf(slot)))
        {
            frames += cpu.Frames;
            bytes += cpu.Bytes;
            admitted += cpu.Admitted;
        }

        return new ThrottleCount(frames, bytes, admitted);
    }

    /// <summary>Unmaps the table. Programs that still use it go on with its last contents.</summary>
    public void Dispose()
    {
        lock (_changes)
        {
            _entries.Dispose();
            _containers.Dispose();
            _throttles.Dispose();
            _counts.Dispose();
        }
    }

    internal void ShareWith(BpfObject bpf)
    {
        bpf.Share(_containers);
        ShareThrottlesWith(bpf);
    }

    /// <summary>For programs that know a frame's slot without its addresses.</summary>
    internal void ShareThrottlesWith(BpfObject bpf)
    {
        bpf.Share(_throttles);
        bpf.Share(_counts);
    }

    private ThrottleCount[] CountsOf(int entry)
    {
        lock (_changes)
        {
            return _counts.ReadPerCpu<int, ThrottleCount>(entry);
        }
    }

    private int EntryOf(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Slots);
        return slot + Head;
    }
}
