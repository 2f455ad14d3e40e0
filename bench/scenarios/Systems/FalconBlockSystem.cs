namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with a worker that blocks as soon as no frame is waiting.</summary>
public sealed class FalconBlockSystem : FalconSystem
{
    public override string Name => "falcon-block";

    public override string Description => "Falcon, packet lane, one worker on the application's CPU that never spins (idle: block)";

    public override int Order => 9;

    public override bool OnlyOnRequest => true;

    protected override string Idle => "block";
}
