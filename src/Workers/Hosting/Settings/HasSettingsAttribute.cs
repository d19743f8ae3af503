namespace Workers.Hosting.Settings;

/// <summary>Declares a class of options with settings; it stands above the class, in its file.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class HasSettingsAttribute(Type options) : Attribute
{
    public Type Options { get; } = options;
}
