namespace Falcon.Control.Configuration;

/// <summary>Something that keeps Falcon from starting, described so that an operator can correct it.</summary>
/// <param name="File">The configuration file; null when the problem is the host's.</param>
/// <param name="At">Where in the file; null for the whole file.</param>
/// <param name="Path">
/// The key, such as <c>overlays[0].vni</c>, or the subject on the host, such as <c>CAP_NET_ADMIN</c>; may be empty.
/// </param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record Problem(string? File, SourcePosition? At, string Path, string Message)
{
    /// <summary><c>falcon.yaml:12:5: overlays[0].vni: message</c>, without the missing parts.</summary>
    public override string ToString()
    {
        string place = File is null ? "" : At is { } at ? $"{File}:{at.Line}:{at.Column}: " : $"{File}: ";
        return Path.Length == 0 ? place + Message : $"{place}{Path}: {Message}";
    }
}
