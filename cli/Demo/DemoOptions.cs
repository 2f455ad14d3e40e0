namespace Falcon.Cli.Demo;

/// <summary>The options of <c>falcon demo</c>.</summary>
/// <param name="Keep">Leave the hosts and containers standing afterwards.</param>
/// <param name="Seconds">How long each TCP and UDP run takes.</param>
/// <param name="Lane">Falcon's port lane: <c>packet</c> or <c>xdp</c>.</param>
internal sealed record DemoOptions(bool Keep, int Seconds, string Lane);
