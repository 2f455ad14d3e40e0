namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class TcpOne : TcpScenario
{
    public override string Name => "tcp-1";

    public override string Description => "TCP, 1 connection, container to container over two hosts";

    public override int Order => 9;

    protected override int Streams => 1;
}
