using System.Reflection;

namespace Falcon.Control.Daemon;

/// <summary>The version of this falcon, as <c>Directory.Build.props</c> gives it.</summary>
public static class FalconVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Current { get; } =
        typeof(FalconVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
