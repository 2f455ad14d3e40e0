using System.Threading.Channels;
using Falcon.Engine.Accounting;
using Falcon.Engine.Balancing;
using Falcon.Engine.Events;
using Falcon.Engine.Feedback;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Engine.KernelPath;
using Falcon.Engine.Lanes;
using Falcon.Engine.Options;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Uplinks;
using Falcon.Engine.Workers;
using Falcon.Steering;
using Falcon.Steering.Balancing;
using Falcon.Steering.Routing;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Threads;

namespace Falcon.Engine;

/// <summary>Makes the workers, and the steering that shares the work among them, over open lanes.</summary>
/// <param name="options">The workers' CPUs and the steering options.</param>
/// <param name="uplinks">The uplinks; they are attached.</param>
/// <param name="ports">The ports' devices.</param>
/// <param name="state">The tables that the stages read.</param>
/// <param name="events">Receives reports of sources above their storm limit, and of workers that fail.</param>
/// <param name="kernel">Measures the softirqs that interrupt workers; null: they are what the worker was at.</param>
/// <param name="opened">Disposes what this builder makes.</param>
internal sealed class WorkersBuilder(
    DataplaneOptions options, IReadOnlyList<Uplink> uplinks, PortSet ports, ForwardingState state,
    ChannelWriter<DataplaneEvent> events, KernelTime? kernel, OpenedParts opened)
{
    private readonly int _count = options.Workers.Count;
    private readonly SecretFlowHash? _flowHash = options.Steering.FlowHash == FlowHashKind.XxHash ? new SecretFlowHash() : null;
    private readonly Placement _placement = new(options.Workers.Count, options.Steering.Buckets);
    private readonly WorkerLoad[] _loads =
        [.. options.Workers.Select(_ => new WorkerLoad(options.Steering.Buckets))];

    /// <summary>The hand-off rings between the workers.</summary>
    public HandoffRings Rings { get; } = opened.Add(new HandoffRings(options.Workers.Count));

    /// <summary>
    /// The number of workers that own a queue of every uplink; they are the first ones. Packet sockets need no queue, but a device with one
    /// queue expects its frames from one CPU. The kernel behind a veth queues by the sender's CPU, so the frames of a flow that changes its
    /// worker would be reordered there.
    /// </summary>
    public int Senders => uplinks.Min(uplink => uplink.Queues);

    /// <summary>Makes and starts the workers.</summary>
    /// <param name="pool">The free frames.</param>
    /// <param name="uplinkLanes">The uplinks' lanes, by uplink and worker.</param>
    /// <param name="portLanes">The ports' lanes, by worker.</param>
    /// <param name="feedback">What the kernel reports about receivers; null when it cannot.</param>
    /// <param name="strangers">Receives the addresses of VTEPs that the configuration does not name.</param>
    /// <param name="path">The kernel path, which is told what has left the engine; null when there is none.</param>
    public IReadOnlyList<Worker> Start(
        FramePool pool, IReadOnlyList<IReadOnlyList<XskUplinkLane>> uplinkLanes, IReadOnlyList<IPortLane> portLanes,
        ReceiverFeedback? feedback, ChannelWriter<UInt128> strangers, KernelPathTables? path)
    {
        Worker[] workers = [.. Enumerable.Range(0, _count).Select(NewWorker)];
        foreach (Worker worker in workers) worker.Start();
        return workers;

        Worker NewWorker(int index)
        {
            XskUplinkLane[] lanes = [.. uplinkLanes.Select(uplink => uplink[index])];
            WorkerHandoff? handoff = _count == 1 ? null : NewHandoff(index);
            var context = new WorkerContext(pool.Umem, pool.CreateCache(), state, lanes, portLanes[index], strangers)
            {
                Accountant = options.Accounting ? NewAccountant(options.Workers[index]) : null,
                Storming = ReportStorm,
                FlowHash = _flowHash,
                Pauses = feedback is null ? null : new ReceiverPauses(feedback, state, options.Workers[index]),
                Handoff = handoff,
                Path = path is null ? null : new PathTally(path.CountsOf(index), handoff, _count),
            };
            return opened.Add(
                new Worker(
                    options.Workers[index], new Pipeline(context), Rings.DoorbellOf(index), options.Idle, ReportFault,
                    kernel is null ? null : kernel.EnterWorker));
        }
    }

    /// <summary>Starts the steering; returns null with one worker.</summary>
    /// <param name="workers">The workers.</param>
    /// <param name="lanes">The ports' lanes.</param>
    /// <param name="meter">Measures the CPU load of other programs; null when unknown.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    public SteeringController? Share(IReadOnlyList<Worker> workers, PortLanes lanes, ICpuMeter? meter, ControlFaults faults)
    {
        if (_count == 1) return null;
        FlowSwitch? flows = lanes.Fanout is { } fanout ? new FlowSwitch(fanout, lanes.Dealt, workers, Rings) : null;
        return opened.Add(new SteeringController(workers, _loads, _placement, SteeringForSenders(), meter, flows, faults));
    }

    private Accountant NewAccountant(int cpu) =>
        new(ThreadClock.CpuNanoseconds, kernel is null ? null : () => kernel.OverWorker(cpu));

    private WorkerHandoff NewHandoff(int index) =>
        new(Rings, index, _placement, new BucketRouter(_placement, index, sender: SenderFor(index)), _loads[index]);

    /// <summary>Limits steering where some workers cannot send: Encapsulate stays with those that can.</summary>
    private SteeringOptions SteeringForSenders() =>
        Senders < _count ? options.Steering with { Encapsulate = StageMode.Inline } : options.Steering;

    /// <summary>The worker that sends a worker's frames: itself if it has a queue of every uplink, or another one.</summary>
    private int SenderFor(int worker) => worker < Senders ? Placement.Inline : worker % Senders;

    private void ReportStorm(in Frame frame, int limit)
    {
        bool fromVtep = (frame.Flags & FrameFlags.FromVtep) != 0;
        Overlay overlay = state.Overlays[frame.Overlay];
        string source = !fromVtep ? ports.Plans[frame.Source].Options.Name
            : overlay.Storms.IsPeer(frame.Source) ? $"VTEP {state.Vteps[frame.Source].Address}" : "VTEPs that are not peers";
        events.TryWrite(new DataplaneEvent(
            DataplaneEventKind.StormLimited, source,
            $"its broadcast, unknown unicast and multicast in overlay {overlay.Vni} "
            + $"would take more than {limit} copies a second; the rest is dropped"));
    }

    private void ReportFault(Worker worker, Exception fault) =>
        events.TryWrite(new DataplaneEvent(DataplaneEventKind.WorkerFailed, $"cpu {worker.Cpu}", fault.ToString()));
}
