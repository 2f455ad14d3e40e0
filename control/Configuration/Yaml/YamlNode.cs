namespace Falcon.Control.Configuration.Yaml;

/// <summary>A node of a YAML document that knows where it stands.</summary>
internal abstract record YamlNode(SourcePosition At);

/// <summary>A text; numbers and truth values are told apart by their reader, which knows what it wants.</summary>
internal sealed record YamlScalar(SourcePosition At, string Value, bool Quoted) : YamlNode(At)
{
    /// <summary>Whether nothing was written where a value belongs (YAML's null).</summary>
    public bool IsEmpty => !Quoted && Value is "" or "~" or "null";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(SourcePosition At, IReadOnlyList<YamlNode> Items) : YamlNode(At);

/// <summary>Keys and values in the order of the file; a key may occur twice.</summary>
internal sealed record YamlMapping(SourcePosition At, IReadOnlyList<(YamlNode Key, YamlNode Value)> Entries) : YamlNode(At);

/// <summary>Something that was reported already and that nobody should complain about again.</summary>
internal sealed record YamlBroken(SourcePosition At) : YamlNode(At);
