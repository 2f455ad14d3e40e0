using Falcon.Bench.Simulation.Machine;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Policies;

/// <summary>Chooses the worker that runs a stage for a frame.</summary>
public abstract class Policy
{
    public abstract string Name { get; }

    /// <summary>How often something was moved so far.</summary>
    public virtual long Moves => 0;

    /// <summary>Called once, before the first frame.</summary>
    public abstract void Attach(SimHost host);

    /// <summary>Called when a worker begins a turn.</summary>
    public virtual void BeginTurn(int worker)
    {
    }

    /// <summary>Called when a worker has taken a frame from its receive queue.</summary>
    public virtual void Received(int worker, in SimFrame frame)
    {
    }

    /// <summary>Returns a worker, <see cref="Placement.Inline"/> or <see cref="BucketRouter.Hold"/>.</summary>
    public abstract int Route(int worker, SteeredStage stage, in SimFrame frame);

    /// <summary>Called when a frame was put into the inbox that <see cref="Route"/> gave.</summary>
    public virtual void Sent(int worker, SteeredStage stage, in SimFrame frame, long position)
    {
    }

    /// <summary>Called when there is no more room for held frames.</summary>
    public virtual void AbortHolds(int worker, SteeredStage stage)
    {
    }

    /// <summary>Called on the control thread, every 5 ms.</summary>
    public virtual void Tick(TimeSpan now)
    {
    }
}
