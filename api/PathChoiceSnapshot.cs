namespace Falcon.Api;

/// <summary>The path of a port's datagrams where the configuration leaves the choice.</summary>
/// <param name="Path"><c>kernel</c> or <c>engine</c>.</param>
/// <param name="OtherNanoseconds">CPU time per datagram on the other path, when it was tried last; null when it was not.</param>
public sealed record PathChoiceSnapshot(string Path, double? OtherNanoseconds);
