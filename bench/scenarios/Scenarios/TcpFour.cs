namespace Falcon.Bench.Scenarios.Scenarios;

public sealed class TcpFour : TcpScenario
{
    public override string Name => "tcp-4";

    public override string Description => "TCP, 4 connections, container to container over two hosts";

    public override int Order => 10;

    protected override int Streams => 4;
}
