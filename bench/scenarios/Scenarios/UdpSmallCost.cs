namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class UdpSmallCost : UdpCostScenario
{
    public override string Name => "udp-small-cost";

    public override string Description =>
        "CPU time per datagram at 100,000 datagrams/s from the wire to a container, 1 flow, 18-byte payload";

    public override int Order => 5;

    protected override int PayloadBytes => 18;
}
