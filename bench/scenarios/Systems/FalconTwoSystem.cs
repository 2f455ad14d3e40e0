namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with a worker on every CPU that sender and application run on, too.</summary>
public sealed class FalconTwoSystem : FalconSystem
{
    public override string Name => "falcon-2";

    public override string Description => "Falcon, packet lane, two workers on CPUs 0 and 1";

    public override int Order => 7;

    public override bool OnlyOnRequest => true;

    protected override (string UnderTest, string Other) Workers => ("0,1", "0,1");
}
