using Falcon.Api;
using Falcon.Control.Configuration.Yaml;
using Falcon.Engine.Options;

namespace Falcon.Control.Configuration;

/// <summary>A valid <c>falcon.yaml</c>. Immutable.</summary>
public sealed record FalconConfiguration
{
    /// <summary>The file's path, as the operator gave it.</summary>
    public required string File { get; init; }

    /// <summary>The options of the engine.</summary>
    public required DataplaneOptions Dataplane { get; init; }

    /// <summary>The unix socket of the admin API; an absolute path.</summary>
    public string AdminSocket { get; init; } = AdminPaths.DefaultSocket;

    /// <summary>Where each key is in the file, by its path, such as <c>overlays[0].ports[1].netns</c>.</summary>
    public IReadOnlyDictionary<string, SourcePosition> Positions { get; init; } = new Dictionary<string, SourcePosition>();

    /// <summary>Reads a file. If the file cannot be read, the result has a problem.</summary>
    public static ConfigurationResult Load(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        try
        {
            return Parse(System.IO.File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(file, "no such file; name one with --config");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(file, $"cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads a text. Throws for no content of the text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">The file name for problems.</param>
    public static ConfigurationResult Parse(string text, string file)
    {
        ProblemList problems = new(file);
        ReaderContext context = new(problems);
        YamlNode? root = YamlTree.Read(text, problems);
        if (root is null) problems.Add(new SourcePosition(1, 1), "", "the file is empty; it needs at least the keys uplinks and overlays");
        FalconConfiguration? configuration = root is null ? null : RootReader.Read(new Field(root, "", context), file);
        return problems.IsEmpty ? new(configuration, []) : new(null, problems.InOrder());
    }

    private static ConfigurationResult Unreadable(string file, string message) => new(null, [new Problem(file, null, "", message)]);
}
