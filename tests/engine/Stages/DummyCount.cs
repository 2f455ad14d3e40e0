namespace Falcon.Engine.Tests.Stages;

/// <summary>What <see cref="DummyStage"/> did on all workers, which run on one thread.</summary>
internal sealed class DummyCount
{
    public long Trains { get; set; }

    public long Seen { get; set; }

    public long Dropped { get; set; }
}
