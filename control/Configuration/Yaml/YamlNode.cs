namespace Falcon.Control.Configuration.Yaml;

/// <summary>A node of a YAML document with its position.</summary>
internal abstract record YamlNode(SourcePosition At);

/// <summary>A text. Its reader converts it to a number or boolean.</summary>
internal sealed record YamlScalar(SourcePosition At, string Value, bool Quoted) : YamlNode(At)
{
    /// <summary>Whether the value is missing (YAML's null).</summary>
    public bool IsEmpty => !Quoted && Value is "" or "~" or "null";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(SourcePosition At, IReadOnlyList<YamlNode> Items) : YamlNode(At);

/// <summary>Keys and values in the order of the file. A key may occur twice.</summary>
internal sealed record YamlMapping(SourcePosition At, IReadOnlyList<(YamlNode Key, YamlNode Value)> Entries) : YamlNode(At);

/// <summary>Something that is already reported. Nobody should report it again.</summary>
internal sealed record YamlBroken(SourcePosition At) : YamlNode(At);
