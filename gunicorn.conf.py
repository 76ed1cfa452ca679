"""Read by every gunicorn that is started in this folder; what stands on its command line wins."""

from crimeportal import env

# By default it lies in the home of the user, one for all the sites that run there.
control_socket = str(env.var_dir() / "gunicorn.ctl")
