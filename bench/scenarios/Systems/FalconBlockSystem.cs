namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon whose worker blocks as soon as nothing waits.</summary>
public sealed class FalconBlockSystem : FalconSystem
{
    public override string Name => "falcon-block";

    public override string Description => "Falcon, packet lane, one worker on the application's CPU that never spins (idle: block)";

    public override int Order => 9;

    public override bool OnlyOnRequest => true;

    protected override string Idle => "block";
}
