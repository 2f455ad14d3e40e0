namespace Falcon.Engine.Events;

/// <summary>Something an operator cares about; never written per frame.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">The port, device or address it happened to.</param>
/// <param name="Detail">A sentence for the log.</param>
public sealed record DataplaneEvent(DataplaneEventKind Kind, string Subject, string Detail)
{
    /// <summary>What happened, in kebab-case: the name under which the catalogue explains it.</summary>
    public string Name => KebabCase.Of(Kind);

    /// <summary><c>port-up web: eth0 in namespace web</c>.</summary>
    public override string ToString() => $"{Name} {Subject}: {Detail}";
}
