namespace Falcon.Bench.Scenarios.Systems;

/// <summary>Falcon with an AF_XDP socket on each port.</summary>
public sealed class FalconXdpSystem : FalconSystem
{
    public override string Name => "falcon-xdp";

    public override string Description => "Falcon, xdp lane, one worker on the application's CPU";

    public override int Order => 6;

    protected override string Lane => "xdp";
}
