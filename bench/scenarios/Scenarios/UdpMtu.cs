namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class UdpMtu : UdpScenario
{
    public override string Name => "udp-mtu";

    public override string Description => "UDP from the wire to a container, unlimited load, 1 flow, 1,400-byte payload";

    public override int Order => 4;

    protected override int Flows => 1;

    protected override int PayloadBytes => 1400;
}
