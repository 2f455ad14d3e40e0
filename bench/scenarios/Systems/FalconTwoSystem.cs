namespace Falcon.Bench.Scenarios.Systems;

/// <summary>The other systems' worker, and one more on the CPU that the sender runs on.</summary>
public sealed class FalconTwoSystem : FalconSystem
{
    public override string Name => "falcon-2";

    public override string Description => "Falcon, packet lane, two workers, the first on the application's CPU";

    public override int Order => 7;

    public override bool OnlyOnRequest => true;

    protected override (string UnderTest, string Other) Workers => ("1,0", "0,1");
}
