using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Moves buckets at random, whatever the load: what order must withstand. In place of the <see cref="Balancer"/> where a test or an operator asks for it
/// (<see cref="SteeringOptions.Shuffle"/>). One thread.
/// </summary>
/// <param name="placement">To be written by this alone.</param>
/// <param name="options">Stages that are <see cref="StageMode.Inline"/> stay.</param>
public sealed class Shuffler(Placement placement, SteeringOptions options)
{
    private const int BucketsAtATime = 64;

    /// <summary>So many shuffles lie between two changes of how flows are dealt out, on average.</summary>
    private const int Dealing = 32;

    private readonly Random _random = new();

    /// <summary>Whether the flows of containers are to be dealt out to all workers, rather than to go to the first.</summary>
    public bool Spreads { get; private set; }

    /// <summary>Gives some buckets of each stage another place, and sometimes the containers' flows.</summary>
    public void Shuffle()
    {
        if (_random.Next(Dealing) == 0) Spreads = !Spreads;
        foreach (SteeredStage stage in SteeredStages.All)
        {
            if (options.ModeOf(stage) == StageMode.Inline) continue;
            for (int i = 0; i < BucketsAtATime; i++)
                placement.Want(stage, _random.Next(placement.Buckets), _random.Next(Placement.Inline, placement.Workers));
        }
    }
}
