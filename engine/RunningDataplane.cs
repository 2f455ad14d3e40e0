using Falcon.Engine.Balancing;
using Falcon.Engine.Budgets;
using Falcon.Engine.Feedback;
using Falcon.Engine.Handoff;
using Falcon.Engine.KernelPath;
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

/// <summary>The parts of a running engine. The set of parts is fixed; each part documents its own threading.</summary>
/// <param name="opened">The parts to close.</param>
internal sealed class RunningDataplane(OpenedParts opened) : IDisposable
{
    /// <summary>The uplinks and the local VTEPs.</summary>
    public required Underlay Underlay { get; init; }

    /// <summary>Plans the wanted overlays on these uplinks.</summary>
    public required OverlayPlanner Planner { get; init; }

    /// <summary>The sizes that memory and sockets were made for.</summary>
    public required MemoryPlan Memory { get; init; }

    /// <summary>The tables that the stages read.</summary>
    public required ForwardingState State { get; init; }

    /// <summary>The free frames.</summary>
    public required FramePool Pool { get; init; }

    /// <summary>The ports' devices.</summary>
    public required PortSet Ports { get; init; }

    /// <summary>By port: the holds of ports that have spent their budget.</summary>
    public required PortHolds Holds { get; init; }

    /// <summary>What the kernel reports about receivers; null when it cannot.</summary>
    public required ReceiverFeedback? Feedback { get; init; }

    /// <summary>The live overlays and ports, and how to change them.</summary>
    public required LiveTopology Topology { get; init; }

    /// <summary>Reads the counters of ports and overlays.</summary>
    public required CounterReader Counters { get; init; }

    /// <summary>Holds ports to their budgets; null when accounting is off.</summary>
    public required BudgetKeeper? Budgets { get; init; }

    /// <summary>Makes the kernel path follow the engine; null where the engine carries everything.</summary>
    public required KernelPathFollower? KernelPath { get; init; }

    /// <summary>Chooses paths where options leave the choice; null where there is none.</summary>
    public required PathChooser? PathChooser { get; init; }

    /// <summary>Measures what the kernel spends for the containers' frames; null where that is not measured.</summary>
    public required KernelTime? KernelTime { get; init; }

    /// <summary>Why this kernel has no kernel path; null while that is not known.</summary>
    public required string? KernelPathFault { get; init; }

    /// <summary>The workers.</summary>
    public required IReadOnlyList<Worker> Workers { get; init; }

    /// <summary>The hand-off rings between the workers.</summary>
    public required HandoffRings Rings { get; init; }

    /// <summary>Shares the work among the workers; null with one worker.</summary>
    public required SteeringController? Steering { get; init; }

    /// <summary>Outer frames that the kernel has reassembled from fragments.</summary>
    public required ReassembledFrames Reassembled { get; init; }

    /// <summary>Unexpected exceptions of the control threads.</summary>
    public required ControlFaults Faults { get; init; }

    /// <summary>Stops the workers, gives the frames back to the kernel and closes every lane.</summary>
    public void Dispose() => opened.Dispose();
}
