using Falcon.Bench.Simulation.Machine;
using Falcon.Steering.Routing;

namespace Falcon.Bench.Simulation.Policies;

/// <summary>How frames find the worker that runs a stage for them.</summary>
public abstract class Policy
{
    public abstract string Name { get; }

    /// <summary>Changes of place so far.</summary>
    public virtual long Moves => 0;

    /// <summary>Called once, before the first frame.</summary>
    public abstract void Attach(SimHost host);

    /// <summary>A worker begins a turn.</summary>
    public virtual void BeginTurn(int worker)
    {
    }

    /// <summary>A worker took a frame from its receive queue.</summary>
    public virtual void Received(int worker, in SimFrame frame)
    {
    }

    /// <summary>A worker, <see cref="Placement.Inline"/> or <see cref="BucketRouter.Hold"/>.</summary>
    public abstract int Route(int worker, SteeredStage stage, in SimFrame frame);

    /// <summary>A frame was put into the inbox that <see cref="Route"/> named.</summary>
    public virtual void Sent(int worker, SteeredStage stage, in SimFrame frame, long position)
    {
    }

    /// <summary>There is no more room for held frames.</summary>
    public virtual void AbortHolds(int worker, SteeredStage stage)
    {
    }

    /// <summary>The control thread's turn, every 5 ms.</summary>
    public virtual void Tick(TimeSpan now)
    {
    }
}
