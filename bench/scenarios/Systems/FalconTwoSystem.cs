namespace Falcon.Bench.Scenarios.Systems;

/// <summary>The worker of the other systems, and one more on the sender's CPU.</summary>
public sealed class FalconTwoSystem : FalconSystem
{
    public override string Name => "falcon-2";

    public override string Description => "Falcon, packet lane, two workers, the first on the application's CPU";

    public override int Order => 7;

    public override bool OnlyOnRequest => true;

    protected override (string UnderTest, string Other) Workers => ("1,0", "0,1");
}
