using Falcon.Steering.Routing;

namespace Falcon.Steering.Balancing;

/// <summary>
/// Moves buckets at random, to test that flows keep their order. Runs in place of the <see cref="Balancer"/> when a test or an operator
/// asks for it (<see cref="SteeringOptions.Shuffle"/>). One thread.
/// </summary>
/// <param name="placement">Only this object may write it.</param>
/// <param name="options">Stages that are <see cref="StageMode.Inline"/> do not move.</param>
public sealed class Shuffler(Placement placement, SteeringOptions options)
{
    private const int BucketsAtATime = 64;

    /// <summary>On average, the dealing of flows changes once in this many shuffles.</summary>
    private const int Dealing = 32;

    private readonly Random _random = new();

    /// <summary>Whether the flows of containers go to all workers instead of the first only.</summary>
    public bool Spreads { get; private set; }

    /// <summary>Moves some buckets of each stage, and sometimes changes <see cref="Spreads"/>.</summary>
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
