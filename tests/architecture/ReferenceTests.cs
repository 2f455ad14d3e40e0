using System.Reflection;
using Falcon.Testing;

namespace Falcon.Architecture.Tests;

public sealed class ReferenceTests
{
    /// <summary>
    /// The allowed references: they point downwards only, and the four assemblies at the bottom do not reference each other.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_mayReference = new()
    {
        ["Falcon.Api"] = [],
        ["Falcon.Xsk"] = [],
        ["Falcon.Vxlan"] = [],
        ["Falcon.Steering"] = [],
        ["Falcon.Engine"] = ["Falcon.Api", "Falcon.Xsk", "Falcon.Vxlan", "Falcon.Steering"],
        ["Falcon.Control"] = ["Falcon.Engine", "Falcon.Api", "Falcon.Xsk", "Falcon.Vxlan", "Falcon.Steering"],
        ["Falcon.Pktgen"] = ["Falcon.Xsk", "Falcon.Vxlan"],
        ["falcon"] = ["Falcon.Control", "Falcon.Pktgen", "Falcon.Engine", "Falcon.Api", "Falcon.Xsk", "Falcon.Vxlan", "Falcon.Steering"],
    };

    public static TheoryData<string> Rooms => [.. s_mayReference.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void References_point_down_only(string room)
    {
        string[] references = [.. Assembly.Load(room).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => s_mayReference.ContainsKey(name))];
        Assert.Empty(references.Except(s_mayReference[room]));
    }

    [Fact]
    public void The_engine_knows_no_file_no_socket_api_and_no_console()
    {
        string[] forbidden = ["System.Console", "System.Net.Sockets", "System.IO.FileSystem", "Tmds.LibC", "Spectre.Console", "YamlDotNet"];
        IEnumerable<string> references = Assembly.Load("Falcon.Engine").GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.Empty(references.Intersect(forbidden));
    }

    /// <summary>A client of the daemon needs no web server, and nothing that is not in the runtime.</summary>
    [Fact]
    public void The_api_knows_nothing_but_the_runtime()
    {
        IEnumerable<string> references = Assembly.Load("Falcon.Api").GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.DoesNotContain(references, name => !name.StartsWith("System.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("api")]
    [InlineData("steering")]
    [InlineData("engine")]
    [InlineData("control")]
    [InlineData("pktgen")]
    [InlineData("cli")]
    public void Unsafe_code_stays_in_its_rooms(string folder)
    {
        string[] offenders = [.. Repository.SourcesOf(folder).Where(
            file => File.ReadLines(file).Any(line => line.Split(' ').Contains("unsafe")))];
        Assert.Empty(offenders);
    }

    /// <summary>Only tests and benchmarks use the test kit, and benchmarks use no test framework.</summary>
    [Fact]
    public void Nothing_of_the_product_knows_the_test_kit()
    {
        foreach (string room in s_mayReference.Keys)
            Assert.DoesNotContain(Assembly.Load(room).GetReferencedAssemblies(), reference => reference.Name == "Falcon.Testing");
        Assert.DoesNotContain(
            typeof(Repository).Assembly.GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith("xunit", StringComparison.Ordinal));
    }

    /// <summary>Code that two projects need is in an assembly that both reference.</summary>
    [Fact]
    public void No_project_compiles_the_source_of_another()
    {
        IEnumerable<string> projects = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories);
        Assert.DoesNotContain(projects, file => File.ReadAllText(file).Contains("<Compile Include", StringComparison.Ordinal));
    }
}
