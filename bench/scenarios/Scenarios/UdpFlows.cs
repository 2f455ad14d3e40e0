namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class UdpFlows : UdpScenario
{
    public override string Name => "udp-flows";

    public override string Description => "UDP from the wire to a container, unlimited load, 64 flows, interleaved, 18-byte payload";

    public override int Order => 3;

    protected override int Flows => 64;

    protected override int PayloadBytes => 18;
}
