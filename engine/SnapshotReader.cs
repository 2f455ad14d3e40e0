using System.Diagnostics;
using System.Net;
using Falcon.Api;
using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Events;
using Falcon.Engine.Handoff;
using Falcon.Engine.KernelPath;
using Falcon.Engine.Lanes;
using Falcon.Engine.Options;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Snapshots;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Uplinks;
using Falcon.Engine.Workers;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Vxlan;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine;

/// <summary>Reads and sums the workers' counters and the tables while the workers run. Any thread except a worker's.</summary>
internal sealed class SnapshotReader
{
    /// <summary>CPU time of a worker, in nanoseconds, that may be unbilled in a sample. Bills are published every 5 ms.</summary>
    private const long MostUnbilled = 8_000_000;

    /// <summary>How often to read a worker's bills before giving up; the reads are 1 ms apart.</summary>
    private const int MostLooks = 100;

    private static readonly string[] s_modes = [.. Enum.GetValues<SteeringMode>().Select(mode => KebabCase.Of(mode))];

    private readonly DataplaneOptions _options;
    private readonly RunningDataplane _parts;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public SnapshotReader(DataplaneOptions options, RunningDataplane parts)
    {
        _options = options;
        _parts = parts;
    }

    private PortOptions OptionsOf(int port) => _parts.Ports.Plans[port].Options;

    private double UptimeSeconds => Stopwatch.GetElapsedTime(_startedAt).TotalSeconds;

    private IEnumerable<WorkerContext> Contexts => _parts.Workers.Select(worker => worker.Pipeline.Context);

    public DataplaneSnapshot Read() => new()
    {
        UptimeSeconds = UptimeSeconds,
        PortLane = _options.PortLane == PortLaneKind.Xdp ? "xdp" : "packet",
        KernelPathFault = _options.UsesKernelPath ? _parts.KernelPathFault ?? "" : "",
        KernelPath = _parts.KernelPath is { } path ? ReadPath(path) : null,
        Uplinks = [.. _parts.Underlay.Uplinks.SelectMany(ReadUplink)],
        Vteps =
        [
            .. _parts.Underlay.LocalVteps.Select(ReadLocalVtep),
            .. _parts.State.Vteps.All.ToArray().Where(vtep => !vtep.Idle).Select(ReadVtep)
        ],
        Overlays = [.. PresentOwners.Read(_parts.State.Overlays, overlay => overlay.Removed, ReadOverlay)],
        Ports = [.. PresentOwners.Read(_parts.State.Ports, port => port.Removed, ReadPort)],
        Workers = [.. _parts.Workers.Select(ReadWorker)],
        Steering = _parts.Steering is { } steering ? ReadSteering(steering.Balancer) : null,
        Drops =
        [
            .. DropReport.Of(Contexts.Select(context => context.Drops.Host.ToArray()), StandardStages.Table),
            .. ReadKernelDrops()
        ],
        FramePool = ReadFramePool(),
        ControlFaults = _parts.Faults.Read(),
        FdbEntries = _parts.State.Fdb.Count,
        Strangers = _parts.State.Vteps.Strangers,
        StrangersRefused = _parts.State.Vteps.Refused,
        FdbLearnRejected = _parts.State.Fdb.LearnRejected,
    };

    /// <summary>Reads the bills; null when accounting is off.</summary>
    public BillSample? ReadBills()
    {
        if (!_options.Accounting) return null;
        BilledOwners owners;
        BillSample sample;
        do sample = ReadBills(owners = _parts.Topology.Billed);
        while (!owners.AreNotReplacedIn(_parts.Topology.Billed));
        return sample;
    }

    private BillSample ReadBills(BilledOwners owners)
    {
        IReadOnlyList<BilledPort> ports = owners.Ports;
        var bills = new BillTotals(ports.Count, owners.Overlays.Count, StandardStages.Table);
        long threadCpu = 0;
        foreach (Worker worker in _parts.Workers) threadCpu += AddBills(worker, bills);
        if (_parts.KernelTime is { } kernel) bills.AddKernel(kernel.Bills.Of);
        return new BillSample
        {
            UptimeSeconds = UptimeSeconds,
            Ports = ports,
            Overlays = owners.Overlays,
            Bills = bills,
            Budgets = [.. ports.Select((_, port) => _parts.Budgets?.Read(port))],
            Work = [.. ports.Select((_, port) => ReadWork(port))],
            WorkerCpus = _options.Workers,
            ThreadCpuNanoseconds = threadCpu,
            SoftirqNanoseconds = _parts.KernelTime?.BesideWorkers ?? 0,
        };
    }

    private PortWork ReadWork(int port) =>
        PortWork.Of(_parts.Counters.TrafficOf(port)) + PortWork.Of(_parts.Counters.CarriedOf(port));

    /// <summary>
    /// Reads a worker's bills and its thread's CPU clock at one moment. The two can be apart: a turn in which the JIT runs is billed only
    /// when it ends, after tens of milliseconds, and the reader may lose its CPU between the two reads. Then it reads again.
    /// </summary>
    /// <returns>The thread's CPU time in nanoseconds.</returns>
    private static long AddBills(Worker worker, BillTotals bills)
    {
        for (int look = 1; ; look++)
        {
            BillTotals own = bills.Empty();
            worker.Pipeline.Context.Accountant!.AddTo(own);
            long clock = worker.CpuNanoseconds;
            if (clock - own.CpuNanoseconds <= MostUnbilled || look == MostLooks)
            {
                bills.Add(own);
                return clock;
            }

            Thread.Sleep(1);
        }
    }

    public IReadOnlyList<FdbSnapshot> ReadFdb()
    {
        uint now = Clock.Seconds;
        // Read before the entries: an owner that is still there afterwards had its index all the time.
        Overlay[] overlays = _parts.State.Overlays;
        Port[] ports = _parts.State.Ports;
        return
        [
            .. PresentOwners.Read(_parts.State.Fdb.Entries().Where(IsOfKnown), IsGone, entry => new FdbSnapshot(
                overlays[entry.Overlay].Vni,
                entry.Mac.ToString(),
                entry.Target.IsPort ? OptionsOf(entry.Target.Index).Name : _parts.State.Vteps[entry.Target.Index].Address.ToString(),
                entry.IsStatic,
                entry.IsStatic ? 0 : (int)(now - entry.SeenSeconds)))
        ];

        bool IsOfKnown(FdbEntry entry) =>
            entry.Overlay < overlays.Length && (!entry.Target.IsPort || entry.Target.Index < ports.Length);

        bool IsGone(FdbEntry entry) => overlays[entry.Overlay].Removed || (entry.Target.IsPort && ports[entry.Target.Index].Removed);
    }

    /// <summary>Reads one row per queue. While the device is away there is one row, so that earlier counts stay visible.</summary>
    private IEnumerable<UplinkSnapshot> ReadUplink(Uplink uplink)
    {
        // Traffic is counted per lane, so per worker; device drops are counted per device, socket statistics per queue.
        TrafficCounters[] lanes = [.. Contexts.Select(context => context.Uplinks[uplink.Index].Traffic)];
        UplinkAttachment? attachment = uplink.Attachment;
        for (int queue = 0; queue < Math.Max(lanes.Length, attachment?.Queues ?? 0); queue++)
        {
            TrafficCounters traffic = queue < lanes.Length ? lanes[queue] : default; // a worker's first queue has the worker's index
            XskSocket? socket = queue < attachment?.Queues ? attachment.Sockets[queue] : null;
            if (socket is null && queue > 0 && traffic is { RxFrames: 0, TxFrames: 0 }) continue;
            XskStatistics kernel = ReadStatistics(socket);
            yield return new UplinkSnapshot
            {
                Device = uplink.Options.Device,
                Queue = queue,
                Up = uplink.DownReason is null,
                DownReason = uplink.DownReason ?? "",
                Stuck = uplink.IsStuck,
                Mtu = uplink.Link.Mtu,
                Mode = socket is null ? "" : ModeName.Of(socket.Mode),
                ModeReason = attachment?.ModeReason ?? "",
                Attach = attachment is null ? "" : attachment.IsDiverted ? "tc" : "xdp",
                AttachReason = attachment?.AttachReason ?? "",
                TrainsFault = _parts.KernelPath?.TrainsFaultOf(uplink) ?? "",
                Transmit = attachment is null ? "" : attachment.SendsPackets ? "packet" : "xsk",
                RxFrames = traffic.RxFrames,
                RxBytes = traffic.RxBytes,
                TxFrames = traffic.TxFrames,
                TxBytes = traffic.TxBytes,
                RxRingFull = (long)kernel.RxRingFull,
                FillRingEmpty = (long)kernel.FillRingEmpty,
                KernelDrops =
                    (long)(kernel.RxDroppedOtherwise(socket?.Mode ?? default) + kernel.RxInvalidDescs + kernel.TxInvalidDescs)
                    + traffic.TxLost,
                DeviceDrops = queue == 0 ? uplink.ReadTransmitDrops() : 0,
                DivertDrops = queue == 0 ? attachment?.ReadDivertDrops() ?? 0 : 0,
            };
        }
    }

    /// <summary>Reads a socket's statistics. Returns zeros when the worker has closed the socket in the meantime.</summary>
    private static XskStatistics ReadStatistics(XskSocket? socket)
    {
        try
        {
            return socket?.ReadStatistics() ?? default;
        }
        catch (XskException)
        {
            return default;
        }
    }

    private VtepSnapshot ReadLocalVtep(IPAddress address) => new()
    {
        Address = address.ToString(),
        Local = true,
        Device = _parts.Underlay.Uplinks.FirstOrDefault(uplink => uplink.Addresses.Contains(address))?.Options.Device ?? "",
        NextHopMac = "",
        State = "local",
    };

    private VtepSnapshot ReadVtep(Vtep vtep)
    {
        VtepRoute? route = vtep.Route;
        return new VtepSnapshot
        {
            Address = vtep.Address.ToString(),
            Local = false,
            Device = route is null ? "" : _parts.Underlay.Uplinks[route.Uplink].Options.Device,
            NextHopMac = route?.NextHop.ToString() ?? "",
            InnerMtu = route?.PathMtu ?? 0,
            State = route is null ? "unreachable" : "reachable",
            LoopedFrames = vtep.Looped,
        };
    }

    private OverlaySnapshot ReadOverlay(Overlay overlay) => new()
    {
        Vni = overlay.Vni,
        Mtu = overlay.Mtu,
        StormLimit = overlay.Storms.PerSecond,
        Peers = [.. overlay.Peers.Select(peer => _parts.State.Vteps[peer].Address.ToString())],
        Ports =
        [
            .. PresentOwners.Read(
                overlay.Ports.Select(port => _parts.State.Ports[port]).Where(port => port.Overlay == overlay.Index),
                port => port.Removed,
                port => OptionsOf(port.Index).Name)
        ],
        Macs = ReadMacs(_parts.State.Fdb.UseOf(overlay.Index)),
        VtepMacs =
        [
            .. overlay.Named.Select(vtep => new MacShareSnapshot(
                _parts.State.Vteps[vtep].Address.ToString(), ReadMacs(_parts.State.Fdb.UseOf(overlay.Index, FdbTarget.Vtep(vtep))))),
            new MacShareSnapshot("strangers", ReadMacs(_parts.State.Fdb.UseOf(overlay.Index, default))),
        ],
        Drops = Since(overlay.Before, _parts.Counters.DropsOfOverlay(overlay.Index)),
    };

    private PortSnapshot ReadPort(Port port)
    {
        TrafficCounters traffic = _parts.Counters.TrafficOf(port.Index) - port.Before.Traffic;
        PortOptions options = OptionsOf(port.Index);
        return new PortSnapshot
        {
            Name = options.Name,
            Vni = _parts.State.Overlays[port.Overlay].Vni,
            Netns = options.Netns,
            Device = options.Device,
            Mac = port.Mac.ToString(),
            AntiSpoof = options.IsStrict ? "strict" : "off",
            Up = port.Up,
            DownReason = port.DownReason ?? "",
            RxFrames = traffic.RxFrames,
            RxBytes = traffic.RxBytes,
            TxFrames = traffic.TxFrames,
            TxBytes = traffic.TxBytes,
            Drops = Since(port.Before, _parts.Counters.DropsOfPort(port.Index)),
            StormLimit = port.Storm.PerSecond,
            Budget = _parts.Budgets?.Read(port.Index),
            Macs = ReadMacs(_parts.State.Fdb.UseOf(port.Overlay, FdbTarget.Port(port.Index))),
            KernelPath = _parts.KernelPath?.Read(port) is { } path ? ReadPath(path) : null,
            DatagramPath = _parts.PathChooser?.Read(port.Index),
        };
    }

    /// <summary>Subtracts the drops counted at an index before its present owner.</summary>
    private static IReadOnlyList<DropCount> Since(CounterSums before, long[] drops)
    {
        for (int column = 0; column < before.Drops.Length; column++) drops[column] -= before.Drops[column];
        return DropReport.Of([drops], StandardStages.Table);
    }

    private static KernelPathSnapshot ReadPath(KernelPathFollower path) =>
        new() { Wire = ReadPath(path.ReadWire()), RefusedAddresses = path.Refused };

    private static PathSnapshot ReadPath(PathTraffic path) => new()
    {
        RxFrames = path.ReceivedFrames,
        RxBytes = path.ReceivedBytes,
        TxFrames = path.SentFrames,
        TxBytes = path.SentBytes,
        Missed =
        [
            .. Enum.GetValues<NotMine>().Where(reason => path.Of(reason) > 0)
                .Select(reason => new PathMissCount(KebabCase.Of(reason), path.Of(reason)))
        ],
        Overdue = path.Overdue,
    };

    private static MacUseSnapshot ReadMacs(FdbUse use) => new(use.Entries, use.Limit, use.Replaced);

    private static WorkerSnapshot ReadWorker(Worker worker) => new(worker.Cpu, worker.CpuNanoseconds, StageReport.Of(worker.Pipeline));

    private SteeringSnapshot ReadSteering(Balancer balancer) => new()
    {
        Mode = s_modes[(int)balancer.Mode],
        Decisions = balancer.Counters.Moves,
        CrossingsUp = balancer.Counters.CrossingsUp,
        CrossingsDown = balancer.Counters.CrossingsDown,
        Workers = [.. _parts.Workers.Select((worker, index) => ReadSteered(worker, balancer.LoadOf(index), _parts.Rings.FramesFor(index)))],
    };

    private static SteeredWorkerSnapshot ReadSteered(Worker worker, double load, int waiting)
    {
        WorkerHandoff handoff = worker.Pipeline.Context.Handoff!;
        RouterCounters router = handoff.Router;
        return new SteeredWorkerSnapshot(worker.Cpu, load, handoff.Counters.Frames, router.Moves, router.Holds, router.Aborts, waiting);
    }

    private IEnumerable<DropCount> ReadKernelDrops() => Contexts
        .SelectMany(context => context.PortLane.KernelDrops)
        .Append(LaneDrop.FragmentsFull.Of(_parts.Reassembled.Lost))
        .GroupBy(drop => (drop.Stage, drop.Reason), (name, drops) => new DropCount(name.Stage, name.Reason, drops.Sum(drop => drop.Frames)))
        .Where(drop => drop.Frames > 0);

    private FramePoolSnapshot ReadFramePool() => new(
        _parts.Pool.Total,
        _parts.Pool.Free,
        Contexts.Sum(context => context.PortLane.FramesInRings + context.Uplinks.Sum(uplink => uplink.FramesInRings)),
        Contexts.Sum(context => context.FramesInStages) + _parts.Rings.Frames);
}
