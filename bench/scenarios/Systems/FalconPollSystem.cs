namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with a worker that never blocks.</summary>
public class FalconPollSystem : FalconSystem
{
    public override string Name => "falcon-poll";

    public override string Description => "Falcon, packet lane, one worker on the application's CPU that polls (idle: poll)";

    public override int Order => 8;

    public override bool OnlyOnRequest => true;

    protected override string Idle => "poll";
}
