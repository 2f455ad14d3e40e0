namespace Falcon.Cli.Demo;

/// <summary>A step of the demo did not do what it should; the message says what happened instead.</summary>
internal sealed class DemoException(string message) : Exception(message);
