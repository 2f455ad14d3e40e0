namespace Falcon.Engine.Options;

/// <summary>Whether frames from a port's container are checked against the port's identity.</summary>
public enum AntiSpoof : byte
{
    /// <summary>Only frames with the port's own MAC and IP addresses pass.</summary>
    Strict,

    /// <summary>Any frame passes.</summary>
    Off,
}
