using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;

namespace Falcon.Xsk.KernelPath;

/// <summary>
/// What the programs of the kernel path follow (xsk/bpf/kernel_path_tables.h): who may send from a port, where the MAC addresses of the
/// overlays are, how VTEPs are reached. Every entry counts for its generation only. So a port, a VTEP, an overlay or everything is revoked
/// by one store, and whoever revokes has to set anew what is still to count.
/// </summary>
/// <remarks>
/// Any thread may call the methods. Removing, revoking and pausing take effect at once for frames that come from then on. A frame that a
/// program is just looking at may still pass, until <see cref="Settle"/> returns. Revoking and pausing never wait.
/// </remarks>
public sealed class KernelPathTables : IDisposable
{
    private const int VerdictBytes = 16; // struct path_verdict of kernel_path_sender.h
    private const int LeftBytes = 16; // struct path_left of kernel_path_left.h
    private const int OrderMap = 6, LeftMap = 7, DoneMap = 8, EmptiedMap = 9;
    private const int Head = 1; // of the overlays' generations: that of all; of the counts: the wire's

    private readonly PathSize _size;
    private readonly BpfMap[] _maps;
    private readonly BpfMap _places;
    private readonly BpfMap _counts;
    private readonly MappedArray<PathPort> _ports;
    private readonly MappedArray<PathVtep> _vteps;
    private readonly MappedArray<PathEntry> _entries;
    private readonly MappedArray<long> _overlays;
    private readonly MappedArray<PathOrder> _orders;
    private readonly MappedArray<long> _done;
    private readonly MappedArray<long> _emptied;
    private readonly GracePeriod _grace;
    private readonly PathPlaces _free;
    private readonly Lock _changes = new();
    private readonly Dictionary<PathAddress, int> _placeOf = [];
    private readonly long[] _portIsLeft; // the number of the grace period after which it may be written
    private readonly long[] _vtepIsLeft;
    private long _started; // grace periods
    private long _ended;

    private KernelPathTables(PathSize size, FlowBuckets buckets, BpfMap[] maps, GracePeriod grace)
    {
        _size = size;
        Buckets = buckets;
        Times = SoftirqTimes.Create(size.Ports);
        _maps = maps;
        _grace = grace;
        _ports = new MappedArray<PathPort>(maps[0], writable: true);
        _vteps = new MappedArray<PathVtep>(maps[1], writable: true);
        _entries = new MappedArray<PathEntry>(maps[2], writable: true);
        _overlays = new MappedArray<long>(maps[3], writable: true);
        _places = maps[4];
        _counts = maps[5];
        _orders = new MappedArray<PathOrder>(maps[OrderMap], writable: true);
        _done = new MappedArray<long>(maps[DoneMap], writable: true);
        _emptied = new MappedArray<long>(maps[EmptiedMap], writable: true);
        _free = new PathPlaces(size.Entries);
        (_portIsLeft, _vtepIsLeft) = (new long[size.Ports], new long[size.Vteps]);
        _overlays.Entries.Fill(1); // no sum is zero
    }

    /// <summary>Makes empty tables.</summary>
    /// <exception cref="XskException">The kernel refuses the maps.</exception>
    public static unsafe KernelPathTables Create(PathSize size)
    {
        int smallest = Math.Min(Math.Min(size.Ports, size.Vteps), Math.Min(size.Overlays, size.Entries));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallest, nameof(size));
        const int Index = sizeof(int);
        var buckets = new FlowBuckets(size.Ports, (ulong)Random.Shared.NextInt64());
        BpfMap[] maps =
        [
            BpfMap.Create("path_ports", BpfMapKind.MappedArray, Index, sizeof(PathPort), size.Ports),
            BpfMap.Create("path_vteps", BpfMapKind.MappedArray, Index, sizeof(PathVtep), size.Vteps),
            BpfMap.Create("path_entries", BpfMapKind.MappedArray, Index, sizeof(PathEntry), size.Entries),
            BpfMap.Create("path_overlays", BpfMapKind.MappedArray, Index, sizeof(long), size.Overlays + Head),
            BpfMap.Create("path_places", BpfMapKind.Hash, sizeof(ContainerKey), Index, size.Entries),
            BpfMap.Create("path_counts", BpfMapKind.PerCpuArray, Index, sizeof(PathCount), size.Ports + Head),
            BpfMap.Create("path_orders", BpfMapKind.MappedArray, Index, sizeof(PathOrder), buckets.Count),
            BpfMap.Create("path_left", BpfMapKind.PerCpuArray, Index, LeftBytes, 1),
            BpfMap.Create("path_done", BpfMapKind.MappedArray, Index, sizeof(long), buckets.Count * size.Workers),
            BpfMap.Create("path_emptied", BpfMapKind.MappedArray, Index, sizeof(long), size.Workers),
            BpfMap.Create("path_verdicts", BpfMapKind.PerCpuArray, Index, VerdictBytes, 1),
        ];
        return new KernelPathTables(size, buckets, maps, new GracePeriod());
    }

    /// <summary>How many ports there is room for.</summary>
    public int Ports => _size.Ports;

    /// <summary>How many workers the engine has.</summary>
    public int Workers => _size.Workers;

    /// <summary>In which buckets frames are counted that go to the engine.</summary>
    public FlowBuckets Buckets { get; }

    /// <summary>Where a worker counts what has left the engine. It must not be used after disposal.</summary>
    public EngineCounts CountsOf(int worker) => new(Buckets, () => _done.Entries, () => _emptied.Entries, worker);

    /// <summary>Frames of a bucket that the engine still holds, or that were lost on the way there; exact while it rests.</summary>
    public int HeldOf(int bucket)
    {
        uint done = 0;
        for (int worker = 0; worker < Workers; worker++) done += (uint)Volatile.Read(ref _done.Entries[worker * Buckets.Count + bucket]);
        return (int)(Volatile.Read(ref _orders.Entries[bucket].Left) - done);
    }

    internal Span<PathOrder> Orders => _orders.Entries;

    /// <summary>Who pays for softirqs, as the programs say; nothing is counted without a <see cref="SoftirqClock"/>.</summary>
    public SoftirqTimes Times { get; }

    /// <summary>How many MAC addresses the tables have at present.</summary>
    public int Count
    {
        get
        {
            lock (_changes) return _placeOf.Count;
        }
    }

    /// <summary>
    /// Lets a port's container send by the kernel path. Waits for a grace period if it was otherwise before. The MAC addresses that were
    /// set at the port stay, and so does a pause.
    /// </summary>
    /// <exception cref="ArgumentException">The port has too many addresses, see <see cref="PathSender.MostAddresses"/>.</exception>
    public void SetPort(int port, PathSender sender)
    {
        ArgumentNullException.ThrowIfNull(sender);
        PathPort wanted = PathFormat.Write(sender);
        lock (_changes)
        {
            ref PathPort place = ref _ports.Entries[port];
            if (!PathFormat.AreSame(place, wanted))
            {
                Withdraw(ref place.Generation, ref _portIsLeft[port]);
                SettleUnless(_portIsLeft[port]);
                PathFormat.Copy(wanted, ref place);
            }

            Volatile.Write(ref place.Generation, Generation(sender.Overlay, Volatile.Read(ref place.Current)));
        }
    }

    /// <summary>Ends a port: its frames are the engine's, and so are those to it. Its MAC addresses are to be removed as well.</summary>
    public void RemovePort(int port)
    {
        lock (_changes)
        {
            RevokePort(port);
            Withdraw(ref _ports.Entries[port].Generation, ref _portIsLeft[port]);
        }
    }

    /// <summary>
    /// Says how a VTEP is reached, and from where it sends. Waits for a grace period if it was otherwise before. The MAC addresses that
    /// were set behind it stay.
    /// </summary>
    public void SetVtep(int vtep, PathRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        PathVtep wanted = PathFormat.Write(route);
        lock (_changes)
        {
            ref PathVtep place = ref _vteps.Entries[vtep];
            if (!PathFormat.AreSame(place, wanted))
            {
                Withdraw(ref place.Generation, ref _vtepIsLeft[vtep]);
                SettleUnless(_vtepIsLeft[vtep]);
                PathFormat.Copy(wanted, ref place);
            }

            Volatile.Write(ref place.Generation, Volatile.Read(ref _overlays.Entries[0]) + Volatile.Read(ref place.Current));
        }
    }

    /// <summary>Makes a VTEP unknown: no frames go there or are taken from there. Its MAC addresses are to be removed as well.</summary>
    public void RemoveVtep(int vtep)
    {
        lock (_changes)
        {
            RevokeVtep(vtep);
            Withdraw(ref _vteps.Entries[vtep].Generation, ref _vtepIsLeft[vtep]);
        }
    }

    /// <summary>
    /// Says where a MAC address is; replaces what was said before. An address that is known only as a source is to be set as well: nothing
    /// is taken from an unknown one.
    /// </summary>
    /// <param name="vni">The overlay's number, 24 bits.</param>
    /// <param name="mac">The address, 6 bytes.</param>
    /// <param name="overlay">The overlay's index.</param>
    /// <param name="target">Where it is. Until the port or VTEP is set, too, its frames are the engine's.</param>
    /// <param name="mtu">Bytes of the largest inner IP packet on the way there.</param>
    /// <returns>False when there is no room for another address.</returns>
    public bool SetEntry(uint vni, ReadOnlySpan<byte> mac, int overlay, PathTarget target, int mtu)
    {
        var address = new PathAddress(vni, mac);
        var wanted = new PathEntry
        {
            Vni = vni,
            Mtu = (ushort)Math.Clamp(mtu, 0, ushort.MaxValue),
            Overlay = overlay + Head,
            Target = target.Index,
            Remote = target.IsVtep ? 1 : 0,
        };
        mac.CopyTo(wanted.Mac);
        lock (_changes)
        {
            wanted.Generation = Generation(overlay, Current(target));
            if (_placeOf.TryGetValue(address, out int known) && PathFormat.AreSame(_entries.Entries[known], wanted))
            {
                Volatile.Write(ref _entries.Entries[known].Generation, wanted.Generation);
                return true;
            }

            if (!TryTakePlace(out int place)) return false;
            wanted.Seen = _placeOf.ContainsKey(address) ? Volatile.Read(ref _entries.Entries[known].Seen) : 0;
            _entries.Entries[place] = wanted;
            if (_placeOf.ContainsKey(address)) Leave(known);
            _places.Update(new ContainerKey(vni, mac), place);
            _placeOf[address] = place;
            return true;
        }
    }

    /// <summary>Forgets where a MAC address is. False when it is unknown.</summary>
    public bool RemoveEntry(uint vni, ReadOnlySpan<byte> mac)
    {
        lock (_changes)
        {
            if (!_placeOf.Remove(new PathAddress(vni, mac), out int place)) return false;
            Leave(place);
            return _places.Remove(new ContainerKey(vni, mac));
        }
    }

    /// <summary>
    /// When the last frame came from a MAC address behind a VTEP: nanoseconds of CLOCK_MONOTONIC, to a tick; 0 for never or unknown.
    /// </summary>
    public long SeenAt(uint vni, ReadOnlySpan<byte> mac)
    {
        lock (_changes)
            return _placeOf.TryGetValue(new PathAddress(vni, mac), out int place) ? Volatile.Read(ref _entries.Entries[place].Seen) : 0;
    }

    /// <summary>Revokes all that concerns a port: what it may send, and the MAC addresses at it. One store.</summary>
    public void RevokePort(int port) => Interlocked.Increment(ref _ports.Entries[port].Current);

    /// <summary>Revokes all that concerns a VTEP. One store.</summary>
    public void RevokeVtep(int vtep) => Interlocked.Increment(ref _vteps.Entries[vtep].Current);

    /// <summary>Revokes the ports and MAC addresses of an overlay. One store.</summary>
    public void RevokeOverlay(int overlay) => Interlocked.Increment(ref _overlays.Entries[Checked(overlay)]);

    /// <summary>Revokes everything. One store.</summary>
    public void RevokeAll() => Interlocked.Increment(ref _overlays.Entries[0]);

    /// <summary>Leaves what a port sends and gets to the engine, as while its budget is used up or its gate is closed. One store.</summary>
    public void Pause(int port) => Volatile.Write(ref _ports.Entries[port].Paused, 1);

    /// <summary>Ends the pause.</summary>
    public void Resume(int port) => Volatile.Write(ref _ports.Entries[port].Paused, 0);

    /// <summary>Leaves classes of a port's traffic to the engine, and no others. One store; see <see cref="Settle"/>.</summary>
    public void Leave(int port, PathClasses classes) => Volatile.Write(ref _ports.Entries[port].Left, (int)classes);

    /// <summary>
    /// Returns when no frame can pass any more by what was removed, revoked, paused or left before the call. Takes an RCU grace period,
    /// some 10 ms, however much was removed.
    /// </summary>
    public void Settle()
    {
        long number = Interlocked.Increment(ref _started);
        _grace.Wait();
        for (long ended = Volatile.Read(ref _ended); ended < number;)
            ended = Math.Max(ended, Interlocked.CompareExchange(ref _ended, number, ended));
    }

    /// <summary>What a port sent and got by the kernel path so far.</summary>
    public PathTraffic ReadPort(int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        return Read(port + Head);
    }

    /// <summary>What went to the wire and came from it so far; what was left to the engine counts here only if no port was found.</summary>
    public PathTraffic ReadWire() => Read(0);

    /// <summary>Unmaps the tables. Programs that still use them go on with their last contents.</summary>
    public void Dispose()
    {
        lock (_changes)
        {
            _ports.Dispose();
            _vteps.Dispose();
            _entries.Dispose();
            _overlays.Dispose();
            _orders.Dispose();
            _done.Dispose();
            _emptied.Dispose();
            _grace.Dispose();
            foreach (BpfMap map in _maps) map.Dispose();
            Times.Dispose();
        }
    }

    internal void ShareWith(BpfObject bpf)
    {
        foreach (BpfMap map in _maps) bpf.Share(map);
        Times.ShareWith(bpf);
    }

    internal void ShareLeft(BpfObject bpf)
    {
        bpf.Share(_maps[OrderMap]);
        bpf.Share(_maps[LeftMap]);
    }

    private PathTraffic Read(int place) => PathTraffic.Sum(_counts.ReadPerCpu<int, PathCount>(place));

    /// <summary>The number of the first grace period that begins from now on.</summary>
    private long NextGrace => Volatile.Read(ref _started) + 1;

    private void Withdraw(ref long generation, ref long isLeft)
    {
        if (Interlocked.Exchange(ref generation, 0) != 0) isLeft = NextGrace;
    }

    private void SettleUnless(long graceHasEnded)
    {
        if (graceHasEnded > Volatile.Read(ref _ended)) Settle();
    }

    private long Generation(int overlay, long current) =>
        Volatile.Read(ref _overlays.Entries[0]) + Volatile.Read(ref _overlays.Entries[Checked(overlay)]) + current;

    private long Current(PathTarget target) =>
        target.IsVtep ? Volatile.Read(ref _vteps.Entries[target.Index].Current) : Volatile.Read(ref _ports.Entries[target.Index].Current);

    private static int Checked(int overlay)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(overlay);
        return overlay + Head;
    }

    /// <summary>Ends an entry. Its place stays unused until the programs that may look at it have ended.</summary>
    private void Leave(int place)
    {
        Volatile.Write(ref _entries.Entries[place].Generation, 0);
        _free.Leave(place, NextGrace);
    }

    private bool TryTakePlace(out int place)
    {
        if (_free.TryTake(Volatile.Read(ref _ended), out place)) return true;
        if (!_free.AnyLeft) return false;
        Settle();
        return _free.TryTake(Volatile.Read(ref _ended), out place);
    }
}
