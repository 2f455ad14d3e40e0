namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class UdpSmall : UdpScenario
{
    public override string Name => "udp-small";

    public override string Description => "UDP from the wire to a container, unlimited load, 1 flow, 18-byte payload";

    public override int Order => 1;

    protected override int Flows => 1;

    protected override int PayloadBytes => 18;
}
