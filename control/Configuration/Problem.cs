namespace Falcon.Control.Configuration;

/// <summary>Something that keeps Falcon from starting, told so that an operator can put it right.</summary>
/// <param name="File">The configuration file; null when the fault is the host's and not the file's.</param>
/// <param name="At">Where in the file; null for the file as a whole.</param>
/// <param name="Path">The key, such as <c>overlays[0].vni</c>, or the host's thing, such as <c>CAP_NET_ADMIN</c>; may be empty.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record Problem(string? File, SourcePosition? At, string Path, string Message)
{
    /// <summary><c>falcon.yaml:12:5: overlays[0].vni: message</c>, without the parts that are not there.</summary>
    public override string ToString()
    {
        string place = File is null ? "" : At is { } at ? $"{File}:{at.Line}:{at.Column}: " : $"{File}: ";
        return Path.Length == 0 ? place + Message : $"{place}{Path}: {Message}";
    }
}
