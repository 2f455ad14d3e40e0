namespace Falcon.Cli.Demo;

/// <summary>A host of the lab.</summary>
/// <param name="Name">Such as <c>h1</c>.</param>
/// <param name="Netns">Its network namespace.</param>
/// <param name="Kind"><c>falcon</c> or <c>kernel</c>.</param>
/// <param name="Address">Its underlay address.</param>
/// <param name="Device">Its underlay device.</param>
/// <param name="Socket">Falcon's admin socket; null on a kernel host.</param>
/// <param name="Log">Falcon's log; null on a kernel host.</param>
internal sealed record LabHost(string Name, string Netns, string Kind, string Address, string Device, string? Socket, string? Log);
