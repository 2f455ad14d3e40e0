namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with one of its two paths for all known flows: the engine's.</summary>
public sealed class FalconEngineSystem : FalconSystem
{
    public override string Name => "falcon-engine";

    public override string Description =>
        "Falcon, packet lane, one worker on the application's CPU, the engine carries everything (path: engine)";

    public override int Order => 14;

    public override bool OnlyOnRequest => true;

    protected override string Path => "engine";
}
