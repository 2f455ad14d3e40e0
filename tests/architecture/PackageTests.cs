using System.Text.Json;

namespace Falcon.Architecture.Tests;

/// <summary>
/// Checks the packages of the executable. One package can bring 150 MB of native code into a daemon that runs as root, as a drawing library
/// once did for a single picture. scripts/test.sh checks the size itself.
/// </summary>
public sealed class PackageTests
{
    [Fact]
    public void The_executable_has_no_native_library_of_a_package()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "falcon.deps.json")));
        JsonElement libraries = dependencies.RootElement.GetProperty("targets").EnumerateObject().Single().Value;
        Assert.Empty(libraries.EnumerateObject().Where(HasNativeFiles).Select(library => library.Name));
        Assert.Contains(libraries.EnumerateObject(), library => library.Name.StartsWith("System.CommandLine/", StringComparison.Ordinal));
    }

    private static bool HasNativeFiles(JsonProperty library) =>
        library.Value.TryGetProperty("native", out _)
        || (library.Value.TryGetProperty("runtimeTargets", out JsonElement files)
            && files.EnumerateObject().Any(file => file.Value.GetProperty("assetType").GetString() == "native"));
}
