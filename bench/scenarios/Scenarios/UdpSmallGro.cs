namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class UdpSmallGro : UdpScenario
{
    public override string Name => "udp-small-gro";

    public override string Description => "udp-small with a receiver that sets UDP_GRO";

    public override int Order => 2;

    protected override int Flows => 1;

    protected override int PayloadBytes => 18;

    protected override bool ReceiverTakesTrains => true;
}
