namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class UdpMtuCost : UdpCostScenario
{
    public override string Name => "udp-mtu-cost";

    public override string Description =>
        "CPU time per datagram at 100,000 datagrams/s from the wire to a container, 1 flow, 1,400-byte payload";

    public override int Order => 6;

    protected override int PayloadBytes => 1400;
}
