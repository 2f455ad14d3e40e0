namespace Falcon.Engine.Events;

/// <summary>An event for the operator; never written per frame.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">The port, device or address that it is about.</param>
/// <param name="Detail">A sentence for the log.</param>
public sealed record DataplaneEvent(DataplaneEventKind Kind, string Subject, string Detail)
{
    /// <summary>The kind in kebab-case, as in the catalogue of events.</summary>
    public string Name => KebabCase.Of(Kind);

    /// <summary><c>port-up web: eth0 in namespace web</c>.</summary>
    public override string ToString() => $"{Name} {Subject}: {Detail}";
}
