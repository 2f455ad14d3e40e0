using Falcon.Engine.Balancing;
using Falcon.Engine.Budgets;
using Falcon.Engine.Feedback;
using Falcon.Engine.Handoff;
using Falcon.Engine.Lanes;
using Falcon.Engine.Ports;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Engine.Topology;
using Falcon.Engine.Uplinks;
using Falcon.Engine.Workers;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Programs;

namespace Falcon.Engine;

/// <summary>The parts of an engine through which frames flow. The set of them does not change; each says who may call it.</summary>
/// <param name="opened">All that is to be closed.</param>
internal sealed class RunningDataplane(OpenedParts opened) : IDisposable
{
    /// <summary>The uplinks, and our tunnel end points.</summary>
    public required Underlay Underlay { get; init; }

    /// <summary>Decides what overlays are on these uplinks.</summary>
    public required OverlayPlanner Planner { get; init; }

    /// <summary>What memory and sockets were made for.</summary>
    public required MemoryPlan Memory { get; init; }

    /// <summary>What the stages look up.</summary>
    public required ForwardingState State { get; init; }

    /// <summary>The frames that nobody uses.</summary>
    public required FramePool Pool { get; init; }

    /// <summary>The ports' devices.</summary>
    public required PortSet Ports { get; init; }

    /// <summary>Who may send next to nothing, because its budget is spent; by port.</summary>
    public required PortHolds Holds { get; init; }

    /// <summary>What the kernel says of the receivers; null when it cannot.</summary>
    public required ReceiverFeedback? Feedback { get; init; }

    /// <summary>The overlays and ports, and the way to others.</summary>
    public required LiveTopology Topology { get; init; }

    /// <summary>What was counted at the indices of ports and overlays.</summary>
    public required CounterReader Counters { get; init; }

    /// <summary>Holds ports to their budgets; null while nobody is billed.</summary>
    public required BudgetKeeper? Budgets { get; init; }

    /// <summary>The workers.</summary>
    public required IReadOnlyList<Worker> Workers { get; init; }

    /// <summary>The ways between them.</summary>
    public required HandoffRings Rings { get; init; }

    /// <summary>Lets them share the work; null with one worker.</summary>
    public required SteeringController? Steering { get; init; }

    /// <summary>Outer frames that came in fragments.</summary>
    public required ReassembledFrames Reassembled { get; init; }

    /// <summary>Unexpected exceptions of the control threads.</summary>
    public required ControlFaults Faults { get; init; }

    /// <summary>Gives the frames back to the kernel, ends the workers and closes every lane.</summary>
    public void Dispose() => opened.Dispose();
}
